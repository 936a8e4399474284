package io.pageconsistency.pools;

import static io.pageconsistency.pools.SpaceBench.PAGE;
import static io.pageconsistency.pools.SpaceBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ledger.Holdings;

class AddressSpaceTest {
    private static final long HEADER = 192;

    private final SpaceBench bench = new SpaceBench();
    private final SpaceKind kind = SpaceBench.addresses();
    private final Object pool = new Object();

    private void out(long where, long bytes) {
        assertThat(bench.out(kind, pool, null, where, bytes)).isNull();
    }

    private void back(long where, long bytes) {
        assertThat(bench.back(kind, pool, null, where, bytes)).isNull();
    }

    @Test
    void whatComesBackAsItWentOutIsFine() {
        for (int round = 0; round < 3; round++) {
            for (int page = 0; page < 100; page++) {
                out(at(page), PAGE);
            }
            assertThat(bench.held()).isEqualTo(100);
            for (int page = 0; page < 100; page++) {
                back(at(page), PAGE);
            }
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
        assertThat(bench.ledger.crossings().handOuts()).isEqualTo(300);
        assertThat(bench.ledger.crossings().takeBacks()).isEqualTo(300);
    }

    @Test
    void twoHaveOnePage() {
        out(at(3), PAGE);
        out(at(3), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        Violation violation = bench.only();
        assertThat(violation.operation()).isEqualTo(Operation.HAND_OUT);
        assertThat(violation.allocator()).isEqualTo("bench");
        assertThat(violation.extent().address()).isEqualTo(at(3));
        assertThat(violation.extent().length()).isEqualTo(PAGE);
        assertThat(violation.allocatedBy().thread()).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void aPageComesBackTwice() {
        out(at(3), PAGE);
        back(at(3), PAGE);
        back(at(3), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void whatFollowsFromADoubleFreeIsNotCounted() {
        out(at(3), PAGE);
        back(at(3), PAGE);
        back(at(3), PAGE);
        out(at(3), PAGE);
        out(at(3), PAGE);
        back(at(3), PAGE);
        back(at(3), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1", "DOUBLE_FREE 3 from 1");
        assertThat(bench.ledger.reports().violations()).isEqualTo(1);
    }

    @Test
    void whatWasNeverHandedOutComesBackToAPoolSeenFromItsBirth() {
        out(at(0), PAGE);
        back(at(5), PAGE);
        back(at(1_000_000), PAGE);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1", "INVALID_FREE 2");
    }

    @Test
    void aPoolThatWasThereBeforeIsLearned() {
        SpaceKind older = new SpaceKind("older", SpaceKind.Unit.ADDRESS, SpaceKind.Handles.NONE, PAGE, false);
        assertThat(bench.back(older, pool, null, at(7), PAGE)).isNull();
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.back(older, pool, null, at(7), PAGE)).isNull();
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void aPoolThatIsSeenToBeMadeIsKnownWhateverItsKindSays() {
        SpaceKind older = new SpaceKind("older", SpaceKind.Unit.ADDRESS, SpaceKind.Handles.NONE, PAGE, false);
        bench.spaces.opened(older, pool);
        bench.back(older, pool, null, at(7), PAGE);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1");
    }

    @Test
    void ofSeveralPagesAllComeBack() {
        out(at(2), 4 * PAGE);
        back(at(2), 4 * PAGE);
        out(at(2), 2 * PAGE);
        out(at(4), 2 * PAGE);
        assertThat(bench.findings()).isEmpty();
        // Both with one.
        back(at(2), 4 * PAGE);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
    }

    @Test
    void onlyAPartComesBack() {
        out(at(2), 4 * PAGE);
        back(at(2), 2 * PAGE);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
    }

    @Test
    void aNarrowedSliceComesBack() {
        out(at(2), 2 * PAGE);
        back(at(2), 2 * PAGE - 100);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
        assertThat(bench.only().explanation()).contains("8192 bytes, not 8092");
    }

    @Test
    void aLengthThatIsNoMultipleOfThePageIsRemembered() {
        out(at(2), PAGE + 10);
        back(at(2), PAGE + 10);
        out(at(2), 10);
        back(at(2), -1);
        out(at(2), PAGE);
        back(at(2), PAGE);
        assertThat(bench.findings()).isEmpty();
        out(at(2), PAGE + 10);
        assertThat(bench.held()).isEqualTo(2);
        back(at(2), 2 * PAGE);
        assertThat(bench.findings()).containsExactly("SIZE_MISMATCH 1");
        assertThat(bench.held()).isZero();
    }

    @Test
    void thePoolDoesNotSayHowLongIsWhatComesBack() {
        out(at(2), 3 * PAGE);
        back(at(2), -1);
        assertThat(bench.held()).isZero();
        back(at(2), -1);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void anAddressInsideWhatWasHandedOutIsNoStart() {
        out(at(2), 2 * PAGE);
        back(at(3), PAGE);
        back(at(2) + 16, 2 * PAGE - 16);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1", "INVALID_FREE 2");
    }

    @Test
    void theGridIsThatOfTheFirstHandOut() {
        for (int page = 0; page < 20; page++) {
            out(at(page) + HEADER, PAGE);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(20);
        assertThat(bench.ledger.regions()).hasSize(1);
        out(at(7) + HEADER, PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
    }

    @Test
    void twoGridsInOneNeighbourhoodDoNotDisturbEachOther() {
        for (int page = 0; page < 20; page++) {
            out(at(page), PAGE);
            out(at(100 + page) + HEADER, PAGE);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(40);
        for (int page = 0; page < 20; page++) {
            back(at(page), PAGE);
            back(at(100 + page) + HEADER, PAGE);
        }
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
    }

    @Test
    void memoryThatOverlapsOffTheGridIsFound() {
        out(at(2), PAGE);
        out(at(1) + HEADER, PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        assertThat(bench.only().extent().address()).isEqualTo(at(1) + HEADER);
        assertThat(bench.only().allocatedBy()).isNotNull();
    }

    @Test
    void theSameWhenThePageIsTheLaterOne() {
        out(at(0), PAGE);
        out(at(1) + HEADER, PAGE);
        out(at(2), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        assertThat(bench.only().extent().address()).isEqualTo(at(2));
    }

    @Test
    void whatSharesAPageWithoutOverlappingIsFine() {
        out(at(2), 100);
        out(at(2) + 100, 100);
        out(at(2) + 200, PAGE - 200);
        out(at(3), PAGE);
        assertThat(bench.findings()).isEmpty();
        back(at(2) + 100, 100);
        back(at(2), 100);
        back(at(2) + 200, PAGE - 200);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(1);
    }

    @Test
    void offTheGridTheRulesAreTheSame() {
        out(at(2), PAGE);
        long off = at(5) + 8;
        out(off, 100);
        back(off, 100);
        back(off, 100);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
        out(off, 100);
        out(off + 50, 100);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_ALLOC 2 from 1");
        long other = at(9) + 8;
        out(other, 100);
        back(other, 60);
        back(at(12) + 8, 60);
        assertThat(bench.findings().subList(2, 4)).containsExactly("SIZE_MISMATCH 3", "INVALID_FREE 4");
    }

    @Test
    void twoPoolsMaySpeakOfTheSameAddresses() {
        Object slices = new Object();
        out(at(0), 16 * PAGE);
        for (int page = 0; page < 16; page++) {
            bench.out(kind, slices, null, at(page), PAGE);
        }
        for (int page = 0; page < 16; page++) {
            bench.back(kind, slices, null, at(page), PAGE);
        }
        back(at(0), 16 * PAGE);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.find(at(0))).as("not in the directory, where regions replace each other").isNull();
        assertThat(bench.ledger.check(at(0))).isEqualTo(CheckResult.OK);
        assertThat(bench.ledger.check(at(0) - (1L << 40))).isEqualTo(CheckResult.NOT_TRACKED);
    }

    @Test
    void whatComesBackToTheWrongPoolNamesTheRightOne() {
        Object wrong = new StringBuilder();
        bench.out(kind, wrong, null, at(0), PAGE);
        out(at(3), PAGE);
        bench.back(kind, wrong, null, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("INVALID_FREE 1");
        assertThat(bench.only().explanation()).contains("it is in use from bench").contains("java.lang.Object@");
        assertThat(bench.only().region()).contains("java.lang.StringBuilder@");
    }

    @Test
    void aStaticTakeBackIsThatOfThePoolWhoseMemoryItIs() {
        Object large = new Object();
        bench.out(kind, large, null, at(0), 16 * PAGE);
        bench.out(kind, pool, null, at(0), PAGE);
        bench.out(kind, pool, null, at(1), PAGE);
        bench.back(kind, null, null, at(1), PAGE);
        bench.back(kind, null, null, at(0), 16 * PAGE);
        bench.back(kind, null, null, at(0), PAGE);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
        bench.back(kind, null, null, at(1), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void aPoolWithoutAnObjectIsOneAsWell() {
        bench.out(kind, null, null, at(4), PAGE);
        bench.back(kind, null, null, at(4), PAGE);
        bench.back(kind, null, null, at(4), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void memoryThatReachesOverTheEndOfATractIsOnePiece() {
        long window = PAGE << 12;
        long end = (SpaceBench.BASE / window + 1) * window;
        out(end - 8 * PAGE, PAGE);
        long where = end - 2 * PAGE;
        out(where, 4 * PAGE);
        assertThat(bench.ledger.regions()).hasSize(2);
        assertThat(bench.held()).isEqualTo(5);
        out(end + PAGE, PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_ALLOC 1");
        back(where, -1);
        assertThat(bench.held()).isEqualTo(1);
    }

    @Test
    void anAbsurdLengthDoesNotMakeRegionsForEver() {
        out(at(0), PAGE);
        out(at(1), Long.MAX_VALUE / 2);
        assertThat(bench.ledger.regions().size()).isLessThan(3_000);
    }

    @Test
    void nothingIsHandedOutAtAll() {
        out(at(0), 0);
        back(at(0), 0);
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.ledger.regions()).isEmpty();
    }

    @Test
    void aTakeBackThatFailsLeavesNobodyAccused() {
        out(at(0), PAGE);
        back(at(0), PAGE);
        bench.spaces.takeBackFailed(kind, pool, null, at(0), PAGE);
        back(at(0), PAGE);
        out(at(1) + 8, 64);
        back(at(1) + 8, 64);
        bench.spaces.takeBackFailed(kind, pool, null, at(1) + 8, 64);
        back(at(1) + 8, 64);
        bench.spaces.takeBackFailed(kind, pool, null, at(1) + 8, 64);
        out(at(1), PAGE);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void aResetBringsEverythingBack() {
        out(at(0), 4 * PAGE);
        out(at(10), 100);
        out(at(20) + 8, 100);
        bench.spaces.reset(kind, pool);
        assertThat(bench.held()).isZero();
        assertThat(bench.ledger.crossings().handOuts()).isEqualTo(3);
        assertThat(bench.ledger.crossings().takeBacks()).isEqualTo(3);
        out(at(1), 4 * PAGE);
        assertThat(bench.findings()).isEmpty();
        back(at(20) + 8, 100);
        back(at(10), 100);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2");
    }

    @Test
    void aPoolIsClosedWhileItsMemoryIsHeld() {
        out(at(0), PAGE);
        out(at(1_000_000), PAGE);
        bench.spaces.closing(kind, pool);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1", "REGION_CLOSED_IN_USE 2 from 1");
        back(at(0), PAGE);
        assertThat(bench.findings()).contains("DOUBLE_FREE 3 from 1");
        assertThat(bench.ledger.regions()).isEmpty();
    }

    @Test
    void whatIsHeldOffTheGridIsHeldWhenItsPoolIsClosed() {
        out(at(0), PAGE);
        back(at(0), PAGE);
        out(at(1) + 8, 64);
        bench.spaces.closing(kind, pool);
        assertThat(bench.findings()).containsExactly("REGION_CLOSED_IN_USE 1");
        assertThat(bench.only().extent().address()).isEqualTo(at(1) + 8);
        assertThat(bench.only().extent().length()).isEqualTo(64);
        back(at(1) + 8, 64);
        assertThat(bench.findings()).contains("DOUBLE_FREE 2 from 1");
    }

    @Test
    void aClosedPoolMayBeUsedAnew() {
        out(at(0), PAGE);
        back(at(0), PAGE);
        bench.spaces.closing(kind, pool);
        out(at(0), PAGE);
        back(at(0), PAGE);
        assertThat(bench.findings()).isEmpty();
        back(at(0), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    /** As when the agent was taken out and has come back: what happened between is not known. */
    @Test
    void whereTheRecordWasGivenUpNothingIsKnown() {
        out(at(0), PAGE);
        out(at(1) + 8, 64);
        out(at(5), PAGE);
        back(at(5), PAGE);
        bench.ledger.abandonAll(region -> true, region -> { });
        back(at(0), PAGE);
        back(at(5), PAGE);
        back(at(1) + 8, 64);
        out(at(7), PAGE);
        back(at(7), PAGE);
        assertThat(bench.findings()).isEmpty();
        back(at(7), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1");
    }

    @Test
    void whatIsHeldIsListedOnTheGridAndOff() {
        out(at(0), PAGE);
        out(at(2) + 8, 64);
        assertThat(Holdings.all(bench.ledger)).extracting(holding -> holding.extent().address() + " "
                + holding.extent().length()).containsExactly(at(0) + " " + PAGE, at(2) + 8 + " 64");
        assertThat(Holdings.all(bench.ledger)).allMatch(holding -> holding.holder() != null);
    }

    /** A pool with a guard of its own: what it has refused has not happened. */
    @Test
    void fromAFaultThatThePoolRefusesNothingFollows() {
        for (long where : new long[] {at(0), at(1) + 8}) {
            out(where, 64);
            back(where, 64);
            back(where, 64);
            bench.spaces.takeBackFailed(kind, pool, null, where, 64);
            out(where, 64);
            back(where, 64);
            back(where, 64);
        }
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2", "DOUBLE_FREE 3", "DOUBLE_FREE 4");
    }

    @Test
    void fromAFaultThatWeRefuseNothingFollowsEither() {
        bench.ledger.policy().refuse(Set.of());
        for (long where : new long[] {at(0), at(1) + 8}) {
            for (int round = 0; round < 2; round++) {
                out(where, 64);
                back(where, 64);
                assertThat(bench.back(kind, pool, null, where, 64)).isNotNull();
            }
        }
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2", "DOUBLE_FREE 3", "DOUBLE_FREE 4");
    }

    /** Asking a pool for its page size may make it wait for another one that waits for us. */
    @Test
    void aPoolIsAskedWithoutALock() throws Exception {
        Object other = new Object();
        CyclicBarrier both = new CyclicBarrier(2);
        SpaceKind asking = new SpaceKind("asking", SpaceKind.Unit.ADDRESS, SpaceKind.Handles.NONE, any -> {
            try {
                both.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return PAGE;
        }, true);
        Thread second = new Thread(() -> bench.out(asking, other, null, at(0), PAGE));
        second.start();
        bench.out(asking, pool, null, at(0), PAGE);
        second.join();
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isEqualTo(2);
    }
}
