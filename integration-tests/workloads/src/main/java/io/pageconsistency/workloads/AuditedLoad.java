package io.pageconsistency.workloads;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Validation;

/**
 * A program that does nothing wrong while the record is compared with the pool's own state, again and again without a pause.
 *
 * <p>Arguments: {@code pool}, which is {@code pooled} or {@code adaptive}; {@code threads} and {@code steps} of a round, of which
 * there is at least one; {@code looks}, the least number of comparisons of at least one region; {@code seconds}, the least
 * duration.
 */
public final class AuditedLoad {
    private AuditedLoad() {
    }

    /** Compares until it is told to end. */
    private static final class Auditing extends Thread {
        private volatile boolean ended;
        /** Only this thread writes it. */
        private volatile int looks;
        private long audited;
        private long unread;
        private long mismatches;

        @Override
        public void run() {
            while (!ended) {
                look();
            }
        }

        private Validation look() {
            Validation validation = PageConsistency.validate();
            audited += validation.getAudited();
            unread += validation.getUnread();
            mismatches += validation.getMismatches();
            looks += validation.getAudited() > 0 ? 1 : 0;
            return validation;
        }
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        int threads = arguments.number("threads", 4);
        int steps = arguments.number("steps", 9_973);
        boolean adaptive = arguments.text("pool", "pooled").equals("adaptive");
        int looks = arguments.number("looks", 20);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(arguments.number("seconds", 0));
        Auditing auditing = new Auditing();
        auditing.start();
        BooleanSupplier again = () -> auditing.looks < looks || System.nanoTime() - end < 0;
        int failures = 0;
        if (adaptive) {
            failures = AdaptiveLoad.run(new Arguments(new String[] {"threads=" + threads, "steps=" + steps}), again);
        } else {
            do {
                new Churn(Pools.cached(2, 0), steps).run(threads);
                new Churn(Pools.uncached(1, 0), steps).run(threads);
            } while (again.getAsBoolean());
        }
        auditing.ended = true;
        auditing.join();
        Validation last = auditing.look();
        new Outcome().with("failures", failures).with("looks", auditing.looks).with("audited", auditing.audited).with("unread", auditing.unread)
                .with("mismatches", auditing.mismatches).with("unreadAtRest", last.getUnread()).print();
    }
}
