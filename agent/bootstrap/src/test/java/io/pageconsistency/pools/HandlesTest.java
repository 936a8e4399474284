package io.pageconsistency.pools;

import static io.pageconsistency.Eventually.await;
import static io.pageconsistency.pools.PoolBench.PAGE;
import static io.pageconsistency.pools.PoolBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.Operation;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/** Former holders are recognised by the object in which they give memory back. */
class HandlesTest {
    private final PoolBench bench = new PoolBench();
    private final PoolKind kind = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.IDENTITY, PAGE);
    private final Object pool = new Object();
    private final Object anna = new StringBuilder("anna");
    private final Object bert = new StringBuilder("bert");
    private final Object carl = new StringBuilder("carl");

    private void out(Object handle, long where, long bytes) {
        assertThat(bench.out(kind, pool, handle, where, bytes)).isNull();
    }

    private void back(Object handle, long where, long bytes) {
        assertThat(bench.back(kind, pool, handle, where, bytes)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8})
    void aStaleFreeIsFound(long offGrid) {
        out(carl, at(0), PAGE);
        long where = at(3) + offGrid;
        out(anna, where, PAGE);
        back(anna, where, PAGE);
        out(bert, where, PAGE);
        back(anna, where, PAGE);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
        Violation violation = bench.only();
        assertThat(violation.isCounted()).isTrue();
        assertThat(violation.extent().address()).isEqualTo(where);
        assertThat(violation.allocatedBy()).as("the present holder").isNotNull();
        assertThat(violation.freedBy()).as("the guilty one, the first time").isNotNull();
        assertThat(violation.earlierTransfers().stream().map(PastTransfer::operation)).containsExactly(Operation.HAND_OUT);
        // The innocent holder fails.
        back(bert, where, PAGE);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1", "DOUBLE_FREE 2 from 1");
    }

    @Test
    void aHolderOfSeveralHandOutsAgoIsRecognised() {
        out(anna, at(3), PAGE);
        back(anna, at(3), PAGE);
        for (Object other : List.of(bert, carl)) {
            out(other, at(3), PAGE);
            back(other, at(3), PAGE);
        }
        out(new Object(), at(3), PAGE);
        back(anna, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void aSecondFreeOfFreeMemoryIsADoubleFree() {
        out(anna, at(3), PAGE);
        back(anna, at(3), PAGE);
        back(anna, at(3), PAGE);
        out(bert, at(4), PAGE);
        back(bert, at(4), PAGE);
        out(carl, at(4), PAGE);
        back(carl, at(4), PAGE);
        back(bert, at(4), PAGE);
        assertThat(bench.findings()).containsExactly("DOUBLE_FREE 1", "DOUBLE_FREE 2");
    }

    @Test
    void aStaleReleaseOfFourPagesFreesASuccessorOfTwo() {
        out(anna, at(0), 4 * PAGE);
        back(anna, at(0), 4 * PAGE);
        out(bert, at(0), 2 * PAGE);
        back(anna, at(0), 4 * PAGE);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void aStaleReleaseInTheMiddleOfASuccessor() {
        out(anna, at(2), PAGE);
        back(anna, at(2), PAGE);
        out(bert, at(0), 4 * PAGE);
        back(anna, at(2), PAGE);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void aPoolMayHandOutTheSameObjectAgain() {
        for (int round = 0; round < 10; round++) {
            out(anna, at(3), PAGE);
            back(anna, at(3), PAGE);
        }
        out(bert, at(3), PAGE);
        back(bert, at(3), PAGE);
        out(anna, at(3), PAGE);
        back(anna, at(3), PAGE);
        assertThat(bench.findings()).isEmpty();
    }

    /** The guilty free goes unnoticed then; but when the innocent holder fails, both are on record. */
    @Test
    void withTheSameObjectTheLastTransfersAreNamed() throws InterruptedException {
        out(anna, at(3), PAGE);
        in("guilty", () -> back(anna, at(3), PAGE));
        in("innocent", () -> out(anna, at(3), PAGE));
        in("guilty", () -> back(anna, at(3), PAGE));
        assertThat(bench.findings()).isEmpty();
        in("innocent", () -> back(anna, at(3), PAGE));
        Violation violation = bench.only();
        assertThat(violation.kind()).isEqualTo(ViolationKind.DOUBLE_FREE);
        assertThat(violation.thread()).isEqualTo("innocent");
        assertThat(violation.freedBy().thread()).isEqualTo("guilty");
        assertThat(violation.allocatedBy().thread()).isEqualTo("innocent");
        assertThat(violation.earlierTransfers().stream().map(c -> c.operation().label() + " " + c.party().thread()))
                .containsExactly("take back guilty", "hand out " + Thread.currentThread().getName());
    }

    private static void in(String thread, Runnable action) throws InterruptedException {
        Thread t = new Thread(action, thread);
        t.start();
        t.join();
    }

    @Test
    void anObjectThatWasNeverSeenIsSuspect() {
        out(anna, at(3), PAGE);
        back(anna, at(3), PAGE);
        out(bert, at(3), PAGE);
        back(carl, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("suspect STALE_FREE 1");
        Violation violation = bench.only();
        assertThat(violation.isCounted()).isFalse();
        assertThat(bench.ledger.reports().violations()).isZero();
        assertThat(bench.ledger.reports().leaks()).isZero();
        assertThat(bench.ledger.reports().suspects()).isEqualTo(1);
        assertThat(bench.held()).as("it is taken back all the same").isZero();
        out(carl, at(3), PAGE);
        out(bert, at(3), PAGE);
        assertThat(bench.findings()).as("and what comes later is judged for itself").containsExactly("suspect STALE_FREE 1",
                "DOUBLE_ALLOC 2");
    }

    /** Before the first hand-out of some memory there is no earlier one. */
    @ParameterizedTest
    @ValueSource(longs = {0, 8})
    void inAPoolWithDuplicatesAnUnknownObjectIsNotSuspect(long offGrid) {
        out(carl, at(0), PAGE);
        out(anna, at(3) + offGrid, PAGE);
        back(carl, at(3) + offGrid, PAGE);
        out(bert, at(3) + offGrid, PAGE);
        back(new Object(), at(3) + offGrid, PAGE);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void inAPoolWithDuplicatesAnEarlierHolderIsRecognised() {
        out(anna, at(3), PAGE);
        back(carl, at(3), PAGE);
        out(bert, at(3), PAGE);
        back(anna, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void ifOnlyAddressesCountObjectsAreIgnored() {
        PoolKind byAddress = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.ADDRESS, PAGE);
        for (int round = 0; round < 10; round++) {
            bench.out(byAddress, pool, new Object(), at(3), PAGE);
            bench.back(byAddress, pool, new Object(), at(3), PAGE);
        }
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void aStaleFreeIsRefusedIfViolationsAreThrown() {
        bench.ledger.policy().refuse(Set.of());
        out(anna, at(3), PAGE);
        back(anna, at(3), PAGE);
        out(bert, at(3), PAGE);
        assertThat(bench.back(kind, pool, anna, at(3), PAGE).violation().kind()).isEqualTo(ViolationKind.STALE_FREE);
        back(bert, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
        assertThat(bench.held()).isZero();
    }

    @Test
    void aSuspectFindingNeitherRefusesNorHalts() {
        int[] consequences = {0};
        bench.ledger.policy().refuse(Set.of());
        bench.ledger.policy().afterwards(violation -> consequences[0]++);
        out(anna, at(3), PAGE);
        back(anna, at(3), PAGE);
        out(bert, at(3), PAGE);
        back(carl, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("suspect STALE_FREE 1");
        assertThat(consequences[0]).isZero();
    }

    @Test
    void allViolationsAreRefusedIfViolationsAreThrown() {
        bench.ledger.policy().refuse(Set.of());
        out(anna, at(0), PAGE);
        out(bert, at(2), PAGE + 10);
        out(carl, at(5) + 8, 100);
        assertThat(bench.out(kind, pool, bert, at(0), PAGE)).as("handed out twice").isNotNull();
        assertThat(bench.back(kind, pool, bert, at(2), 2 * PAGE)).as("another length").isNotNull();
        assertThat(bench.out(kind, pool, anna, at(5) + 16, 100)).as("overlaps").isNotNull();
        assertThat(bench.back(kind, pool, carl, at(5) + 8, 99)).as("another length off the grid").isNotNull();
        assertThat(bench.out(kind, pool, anna, at(1) - 8, 100)).as("overlaps a page").isNotNull();
        assertThat(bench.out(kind, pool, anna, at(5), PAGE)).as("a page that overlaps").isNotNull();
        assertThat(bench.held()).isEqualTo(4);
        back(anna, at(0), PAGE);
        back(bert, at(2), PAGE + 10);
        back(carl, at(5) + 8, 100);
        assertThat(bench.held()).isZero();
        assertThat(bench.findings()).hasSize(6);
    }

    /** Beyond the bound earlier holders are no longer recognised, which is reported; ended windows make room. */
    @Test
    void droppedEarlierHoldersAreReported() {
        for (int page = 0; page < HolderCount.MOST; page++) {
            bench.out(kind, pool, anna, at(page), PAGE);
        }
        long other = at(HolderCount.MOST);
        out(bert, other, PAGE);
        assertThat(bench.trackedPools.hasDroppedHolders()).isTrue();
        back(bert, other, PAGE);
        out(carl, other, PAGE);
        back(bert, other, PAGE);
        assertThat(bench.findings()).as("taken for its own").isEmpty();
        kind.end();
        bench.trackedPools.uninstall();
        PoolKind next = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.IDENTITY, PAGE);
        for (Object holder : List.of(bert, carl)) {
            bench.out(next, pool, holder, other, PAGE);
            bench.back(next, pool, bert, other, PAGE);
        }
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
        assertThat(bench.trackedPools.hasDroppedHolders()).isFalse();
    }

    /** The present holder did not get the memory in an object. */
    @ParameterizedTest
    @ValueSource(longs = {0, 8})
    void withoutAnObjectThereIsNoSuspect(long offGrid) {
        out(carl, at(0), PAGE);
        for (Object holder : List.of(anna, bert)) {
            out(holder, at(3) + offGrid, PAGE);
            back(holder, at(3) + offGrid, PAGE);
        }
        out(null, at(3) + offGrid, PAGE);
        back(carl, at(3) + offGrid, PAGE);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void aHolderBeforeAResetIsAnEarlierHolder() {
        out(anna, at(3), PAGE);
        bench.trackedPools.reset(kind, pool);
        out(bert, at(2), 2 * PAGE);
        back(anna, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("STALE_FREE 1");
    }

    @Test
    void aResetTakesBackMemoryOffTheGridToo() {
        out(carl, at(0), PAGE);
        out(anna, at(3) + 8, PAGE);
        back(anna, at(3) + 8, PAGE);
        out(bert, at(3) + 8, PAGE);
        bench.trackedPools.reset(kind, pool);
        out(null, at(3) + 8, PAGE);
        back(carl, at(3) + 8, PAGE);
        assertThat(bench.findings()).isEmpty();
    }

    /** The holder must use another object, because the object that it got was collected. */
    @Test
    void afterTheObjectIsCollectedThereIsNoSuspect() {
        out(anna, at(3), PAGE);
        back(anna, at(3), PAGE);
        WeakReference<Object> gone = lend(at(3));
        await().until(() -> {
            System.gc();
            return gone.refersTo(null);
        });
        back(carl, at(3), PAGE);
        assertThat(bench.findings()).isEmpty();
    }

    private WeakReference<Object> lend(long where) {
        Object holder = new StringBuilder("somebody");
        out(holder, where, PAGE);
        return new WeakReference<>(holder);
    }

    @Test
    void aFewEarlierHoldersAreKept() {
        Object[] holders = {anna, bert, carl, new StringBuilder("dora"), new StringBuilder("emil")};
        for (Object holder : holders) {
            out(holder, at(3), PAGE);
            back(holder, at(3), PAGE);
        }
        out(new StringBuilder("fritz"), at(3), PAGE);
        back(anna, at(3), PAGE);
        assertThat(bench.findings()).containsExactly("suspect STALE_FREE 1");
    }

    @Test
    void holdersOffTheGridAreBounded() {
        Holders holders = new Holders(1, new HolderCount());
        int many = 40_000;
        for (int i = 0; i < many; i++) {
            holders.handedOutExact(i, anna);
            holders.handedOutExact(i, bert);
        }
        int known = 0;
        for (int i = 0; i < many; i++) {
            known += holders.verdictExact(i, anna, true) == Holders.Verdict.EARLIER ? 1 : 0;
        }
        assertThat(known).isBetween(20_000, 33_000);
        holders.release();
    }
}
