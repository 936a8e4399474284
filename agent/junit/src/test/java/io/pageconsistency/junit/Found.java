package io.pageconsistency.junit;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.PoolClasses;

/** Creates violations as the ledger does. */
final class Found {
    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private Found() {
    }

    static Violation violation(ViolationKind kind) {
        return violation(kind, null, null);
    }

    static Violation violation(ViolationKind kind, Party allocatedBy, Party freedBy) {
        return violation(Incident.of(kind, Operation.TAKE_BACK).in("pool", 1, "region 1")
                .at(new Extent(1, 2, Extent.NO_SLOT, 4_096, 8_192)).withExplanation("expected otherwise")
                .withAllocatedBy(allocatedBy).withFreedBy(freedBy));
    }

    static Violation violation(Incident incident) {
        return new Violation(incident, SEQUENCE.incrementAndGet(), PoolClasses.unknown());
    }

    /** Runs a task on another thread, and waits for it. */
    static void elsewhere(Runnable task) throws Exception {
        FutureTask<Void> future = new FutureTask<>(task, null);
        new Thread(future, "elsewhere").start();
        future.get();
    }
}
