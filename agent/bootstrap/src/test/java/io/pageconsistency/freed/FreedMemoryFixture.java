package io.pageconsistency.freed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;

import io.pageconsistency.Operation;
import io.pageconsistency.Share;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Unit;

/** A ledger with a guard that the test controls. */
abstract class FreedMemoryFixture {
    static final long BASE = 1L << 32;
    static final int PAGE = 4_096;
    static final int PAGES = 64;

    /** A guard that the test controls. */
    static final class Recorded implements Guard {
        final List<Range> now = new CopyOnWriteArrayList<>();
        final List<String> opened = new ArrayList<>();
        boolean all = true;
        boolean some = true;
        boolean releases;
        int looked;
        /** An action to run while a guard ends. */
        Runnable opening = () -> { };

        @Override
        public boolean wantsAll() {
            return all;
        }

        @Override
        public boolean wants() {
            return all || some;
        }

        @Override
        public Guarded guard(Unit unit, Operation operation, long from, long end) {
            return wants() && (releases || operation == Operation.TAKE_BACK) ? new Range(unit.region(), from, end, this) : null;
        }
    }

    static final class Range extends Guarded {
        private final Recorded guard;

        Range(Region region, long from, long end, Recorded guard) {
            super(region, from, end);
            this.guard = guard;
            guard.now.add(this);
        }

        @Override
        public Runnable open(long start, long before, Why why) {
            guard.opening.run();
            guard.now.remove(this);
            guard.opened.add(why + " " + (start - region().address()) + "-" + (before - region().address()));
            return null;
        }

        @Override
        public Guarded rest(long start, long before) {
            return new Range(region(), start, before, guard);
        }

        @Override
        public Runnable check() {
            guard.looked++;
            return null;
        }

        @Override
        public String toString() {
            return (from() - region().address()) + "-" + (end() - region().address());
        }
    }

    final Ledger ledger = new Ledger();
    final Recorded guard = new Recorded();

    @BeforeEach
    void guarding() {
        // Otherwise the parties' own marks would send operations to the slow path.
        ledger.parties().mode(Share.OFF);
        ledger.freed().add(guard);
    }

    Region open(boolean reserves) {
        return ledger.open("pool", this, new Geometry(BASE, 0, (long) PAGES * PAGE, PAGE, reserves), true);
    }

    /** Offers nothing from now on, so that only operations on guarded memory leave the fast path. */
    void noMore() {
        guard.all = false;
        guard.some = false;
        ledger.freed().changed();
    }

    void guarded(Region region, long page, long count) {
        ledger.reserve(region, page, count);
        ledger.handOut(region, page, count, page * PAGE, count * PAGE);
        ledger.takeBack(region, page, count);
        ledger.release(region, page, count);
    }

    String now() {
        return guard.now.toString();
    }
}
