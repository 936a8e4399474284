package io.pageconsistency.pools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.nativememory.NativeMemoryBench;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** Tracked pools on a ledger of their own, and a listener that collects findings. */
final class PoolBench implements LedgerListener {
    static final long BASE = 0x7f00_0000_0000L;
    static final long PAGE = 4_096;

    final Ledger ledger = new Ledger();
    final NativeMemoryBench nativeMemory = new NativeMemoryBench(ledger);
    final TrackedPools trackedPools = new TrackedPools(ledger, nativeMemory::at);
    final List<Violation> violations = new CopyOnWriteArrayList<>();

    PoolBench() {
        ledger.reports().add(this);
    }

    @Override
    public void violation(Violation violation) {
        violations.add(violation);
    }

    /** A kind whose pools are seen from their birth. */
    static PoolKind kind(PoolKind.Unit unit, PoolKind.Handles handles, long pageBytes) {
        return new PoolKind("bench", unit, handles, pageBytes, true);
    }

    static PoolKind addresses() {
        return kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, PAGE);
    }

    /** The address of a page. */
    static long at(long page) {
        return BASE + page * PAGE;
    }

    PageConsistencyError out(PoolKind kind, Object pool, Object handle, long where, long bytes) {
        return trackedPools.handedOut(kind, pool, handle, handle, where, bytes);
    }

    PageConsistencyError back(PoolKind kind, Object pool, Object handle, long where, long bytes) {
        return trackedPools.takingBack(kind, pool, handle, handle, where, bytes);
    }

    /** All findings in their order: kind, sequence, and the cause of a follow-up. */
    List<String> findings() {
        assertThat(ledger.reports().firstSwallowedError()).isNull();
        return violations.stream().map(v -> (v.isSuspect() ? "suspect " : "") + v.kind() + " " + v.sequence()
                + (v.isFollowUp() ? " from " + v.cause() : "")).toList();
    }

    Violation only() {
        assertThat(findings()).hasSize(1);
        return violations.get(0);
    }

    long held() {
        return ledger.regions().stream().mapToLong(Region::pagesHeld).sum();
    }
}
