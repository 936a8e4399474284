package io.pageconsistency.nativememory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** Native memory over a ledger of its own, and what is found. */
abstract class NativeMemoryFixture {
    static final long BASE = 0x7f12_0000_0010L;
    static final long PAGE = 4_096;
    final Ledger ledger = new Ledger();
    final NativeMemory nativeMemory = new NativeMemory(ledger);
    final Object owner = new Object();
    final List<Violation> violations = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger written = new AtomicInteger();

    @BeforeEach
    void listen() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                violations.add(violation);
            }
        });
        nativeMemory.flushBeforeAbort(written::incrementAndGet);
    }

    @AfterEach
    void nothingIsSwallowed() {
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    /** A region that is not found by address, as those of pools other than Netty. */
    Region over(long base) {
        Region region = ledger.open("pool", owner, new Geometry(0, 0, 8 * PAGE, PAGE, false), true);
        assertThat(nativeMemory.at(base).closeOnFree(region)).isTrue();
        return region;
    }

    List<ViolationKind> kinds() {
        return violations.stream().map(Violation::kind).toList();
    }
}
