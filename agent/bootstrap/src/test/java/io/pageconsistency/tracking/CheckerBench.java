package io.pageconsistency.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pageconsistency.Violation;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** A checker of its own, with an installed agent and the list of its findings. */
final class CheckerBench implements LedgerListener {
    final Checker checker = new Checker();
    final Ledger ledger = checker.ledger();
    final PoolRegions regions = checker.regions();
    final PoolTracker pools = checker.pools();
    final RefusingTracker refusing = checker.refusingPools();
    final ChunkTracker chunks = checker.chunks();
    final List<Violation> violations = new CopyOnWriteArrayList<>();

    CheckerBench() {
        ledger.reports().add(this);
        regions.install(memory -> memory instanceof Long address ? address : 0);
    }

    @Override
    public void violation(Violation violation) {
        violations.add(violation);
    }

    int regions() {
        return ledger.regions().count();
    }

    long pagesHeld() {
        return ledger.regions().stream().mapToLong(Region::pagesHeld).sum();
    }

    long pagesReserved() {
        return ledger.regions().stream().mapToLong(Region::pagesReserved).sum();
    }

    long swallowedErrors() {
        return ledger.reports().swallowedErrors();
    }

    void assertNothingWrong() {
        assertThat(violations).isEmpty();
        assertThat(ledger.reports().violations()).isZero();
        assertNothingLost();
    }

    /** Checks that there was no error in the agent and no operation on unknown memory. */
    void assertNothingLost() {
        assertThat(swallowedErrors()).isZero();
        assertThat(regions.untracked()).isZero();
    }
}
