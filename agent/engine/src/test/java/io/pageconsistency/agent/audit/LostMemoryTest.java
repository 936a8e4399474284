package io.pageconsistency.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.freed.Guard;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.freed.KeptBack;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.verdict.Unit;

/** A pool with one cache, whose threads act at chosen moments. */
class LostMemoryTest {
    private static final int PAGES = 8;
    private static final StackTraceElement INSIDE = new StackTraceElement("Pool", "free", null, 1);
    private static final Runnable NOTHING = () -> { };

    private final Ledger ledger = new Checker().ledger();
    private final Object owner = new Object();
    private final Region region = ledger.open("bench", owner, new Geometry(1L << 32, 0, PAGES * 4096, 4096, true), true);
    private final List<String> found = new ArrayList<>();
    private final Cache cache = new Cache();
    private final Thread thread = new Thread();
    private boolean inside;
    /** Actions that run before the first and the second look at the threads. */
    private final List<Runnable> moments = new ArrayList<>();
    private final Quarantine quarantine = new Quarantine(ledger.freed(), ledger.reports());
    private final LostMemory lost = new LostMemory(ledger, List::of, quarantine, new Outside(() -> {
        if (!moments.isEmpty()) {
            moments.remove(0).run();
        }
        return Map.of(thread, inside ? new StackTraceElement[] {INSIDE} : new StackTraceElement[0]);
    }));

    /** A guard that guards everything. */
    private static final class Everything implements Guard {
        @Override
        public boolean wantsAll() {
            return true;
        }

        @Override
        public boolean wants() {
            return true;
        }

        @Override
        public Guarded guard(Unit unit, Operation operation, long from, long end) {
            return new Guarded(unit.region(), from, end) {
                @Override
                public Runnable open(long start, long before, Why why) {
                    return null;
                }

                @Override
                public Guarded rest(long start, long before) {
                    return null;
                }
            };
        }
    }

    /** A way back that loses the memory. */
    private static final class Nowhere implements Quarantine.WayBack {
        @Override
        public boolean isKnown(Object owner) {
            return true;
        }

        @Override
        public void give(Object owner, long ticket, long length) {
            assertThat(ticket).isPositive();
        }
    }

    /** A cache of single pages. */
    private static final class Cache implements Stock {
        private final List<Integer> pages = new ArrayList<>();
        private boolean complete = true;

        @Override
        public boolean isInside(StackTraceElement frame) {
            return frame.getClassName().equals("Pool");
        }

        @Override
        public boolean read(Object owner, List<Object> caches, Shelf into) {
            pages.forEach(page -> into.has(page, 1, -1));
            return complete;
        }
    }

    @BeforeEach
    void listens() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                found.add(violation.kind() + " " + violation.extent().page() + " " + violation.extent().pageCount());
            }
        });
        ledger.reserve(region, 1, 3);
        ledger.reserve(region, 5, 1);
    }

    private void look() {
        try {
            lost.look(region, owner, cache);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void handOut(int page) {
        ledger.handOut(region, page, 1, page * 4096L, 4096);
    }

    @Test
    void memoryInNoCacheIsReportedOnceAtTheSecondLook() {
        cache.pages.add(2);
        look();
        assertThat(found).isEmpty();
        look();
        look();
        assertThat(found).containsExactly("LEAK 1 1");
        assertThat(ledger.reports().leaks()).isEqualTo(1);
    }

    @Test
    void memoryInACacheIsNotReported() {
        cache.pages.addAll(List.of(1, 2, 3, 5));
        look();
        look();
        assertThat(found).isEmpty();
    }

    @Test
    void memoryInQuarantineIsNotReportedUntilItLeaves() {
        ledger.freed().add(new Everything());
        quarantine.begin(PAGES * 4096, new Nowhere());
        for (int page : new int[] {1, 2, 3, 5}) {
            handOut(page);
            ledger.takeBack(region, page, 1);
            assertThat(quarantine.keep(new KeptBack(region, page, 1, -1, page, 4096, 0))).isTrue();
        }
        look();
        look();
        assertThat(found).isEmpty();
        quarantine.end();
        look();
        look();
        assertThat(found).containsExactly("LEAK 1 3");
    }

    @Test
    void reportsNothingIfSomeCachesAreUnknown() {
        cache.complete = false;
        look();
        look();
        assertThat(found).isEmpty();
    }

    /** A thread puts the pages into its cache before the caches are read for the second time. */
    @Test
    void memoryThatAThreadPutsIntoItsCacheMeanwhileIsNotReported() {
        look();
        moments.add(() -> cache.pages.addAll(List.of(1, 2, 3, 5)));
        look();
        assertThat(found).isEmpty();
    }

    /** The pages are out of the cache only while the caches are read. */
    @Test
    void memoryThatIsHandedOutMeanwhileIsNotReported() {
        look();
        moments.add(NOTHING);
        moments.add(() -> {
            for (int page : new int[] {1, 2, 3, 5}) {
                handOut(page);
                ledger.takeBack(region, page, 1);
            }
        });
        look();
        assertThat(found).isEmpty();
    }

    @Test
    void reportsNothingWhileAThreadIsInThePool() {
        look();
        inside = true;
        look();
        assertThat(found).isEmpty();
        inside = false;
        look();
        assertThat(found).containsExactly("LEAK 1 3");
    }

    @Test
    void onlyMemoryThatTwoLooksMissIsSuspect() {
        cache.pages.addAll(List.of(1, 3, 5));
        look();
        cache.pages.removeAll(List.of(3));
        cache.pages.add(2);
        look();
        assertThat(found).isEmpty();
    }
}
