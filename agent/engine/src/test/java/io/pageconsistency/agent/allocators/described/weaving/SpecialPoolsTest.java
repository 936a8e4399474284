package io.pageconsistency.agent.allocators.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Share;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.report.LedgerListener;

/** The keys of a description that only few pools need. */
class SpecialPoolsTest extends WovenPools {
    private static final Map<ViolationKind, Long> DOUBLE_FREE = Map.of(ViolationKind.DOUBLE_FREE, 1L);
    private static final Map<ViolationKind, Long> STALE_FREE = Map.of(ViolationKind.STALE_FREE, 1L);

    private void describeSpecial(String type, String lines) throws Exception {
        describeClass(type.toLowerCase(java.util.Locale.ROOT), SpecialPools.class.getName() + "$" + type, lines);
    }

    @AfterEach
    void nothingIsKeptFromRecycling() {
        transfers().keeping(Share.OFF);
    }

    @Test
    void aBoxedNumberIsANumberThoughItsTypeIsHidden() throws Exception {
        describeSpecial("Boxed", """
                numbers: pages
                hand-out:
                  - {method: take(), page: return(java.lang.Integer)}
                  - {method: lease(), page: return.number, size: return.size}
                take-back:
                  - {method: give(Object), page: arg0(java.lang.Integer)}
                  - {method: end(Lease), page: arg0.number}
                """);
        SpecialPools.Boxed pool = kept(new SpecialPools.Boxed());
        pool.give(pool.take());
        Object number = pool.take();
        pool.give(number);
        assertThat(found()).isEmpty();
        pool.give("of another type");
        pool.give(null);
        SpecialPools.Boxed.Lease none = pool.lease();
        pool.end(none);
        none.number = null;
        pool.end(none);
        assertThat(found()).isEmpty();
        assertThat(handedOut()).isEqualTo(3);

        pool.give(number);
        assertThat(found()).isEqualTo(DOUBLE_FREE);
    }

    @Test
    void aConditionComparesWithAConstantOfAnEnumWithANumberOrWithAnotherValue() throws Exception {
        describeSpecial("Choosy", """
                hand-out:
                  - take()
                  - {method: 'tryTake(Page, boolean)', page: arg0, if: return}
                take-back:
                  - {method: give(Page), unless: arg0.state == RETAINED}
                  - {method: giveSized(Page), if: arg0.length >= this.wanted}
                  - {method: 'giveIf(Page, boolean)', if: arg1}
                """);
        SpecialPools.Choosy pool = kept(new SpecialPools.Choosy());
        SpecialPools.Choosy.Page page = pool.take();
        page.state = SpecialPools.Choosy.State.RETAINED;
        page.length = 9;
        pool.give(page);
        pool.give(page);
        pool.giveSized(page);
        pool.giveIf(page, false);
        assertThat(heldNow()).isEqualTo(1);
        page.length = 10;
        pool.giveSized(page);
        assertThat(heldNow()).isZero();
        pool.tryTake(page, false);
        pool.tryTake(page, true);
        pool.giveIf(page, true);
        assertThat(handedOut()).isEqualTo(2);
        assertThat(found()).isEmpty();

        page.state = SpecialPools.Choosy.State.USED;
        pool.give(page);
        assertThat(found()).isEqualTo(DOUBLE_FREE);
    }

    @Test
    void aConditionHoldsForMemoryThatNeedsNoWay() throws Exception {
        describeSpecial("Storm", """
                hand-out: take()
                take-back:
                  - give(ByteBuffer)
                  - {method: giveOtherwise(ByteBuffer), if: arg0.isReadOnly()}
                """);
        SpecialPools.Storm pool = kept(new SpecialPools.Storm());
        ByteBuffer page = pool.take();
        pool.giveOtherwise(page);
        assertThat(heldNow()).isEqualTo(1);
        pool.giveOtherwise(page.asReadOnlyBuffer());
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
    }

    @Test
    void aRangeIsAPartOfAnArray() throws Exception {
        describeSpecial("Ranged", """
                hand-out: take(int)
                take-back:
                  - {method: 'giveTo(ByteBuffer[], int, int)', range: arg1 to arg2}
                  - {method: 'giveUntil(ByteBuffer[], int, int)', range: arg1 until arg2}
                  - {method: 'giveCount(ByteBuffer[], int, long)', range: arg1 count arg2}
                """);
        SpecialPools.Ranged pool = kept(new SpecialPools.Ranged());
        ByteBuffer[] all = kept(pool.take(10));
        pool.giveTo(all, 0, 2);
        assertThat(heldNow()).isEqualTo(7);
        pool.giveUntil(all, 3, 5);
        assertThat(heldNow()).isEqualTo(5);
        pool.giveCount(all, 5, 20);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();

        pool.giveTo(all, 9, 9);
        assertThat(found()).isEqualTo(DOUBLE_FREE);
    }

    @Test
    void aPoolThatSaysNoHasFoundTheMistakeItself() throws Exception {
        describeSpecial("Answering", """
                guard: false
                hand-out: take()
                take-back: [give(ByteBuffer), giveNow(ByteBuffer)]
                """);
        SpecialPools.Answering pool = kept(new SpecialPools.Answering());
        ByteBuffer page = pool.take();
        assertThat(pool.give(page)).isTrue();
        assertThat(heldNow()).isZero();
        assertThat(pool.give(page)).isFalse();
        assertThat(found()).isEmpty();

        pool.trusting = true;
        assertThat(pool.give(page)).isTrue();
        assertThat(found()).isEqualTo(DOUBLE_FREE);
    }

    private static final String STREAMS = """
            hand-out:
              - {method: heap(Object), holder: arg0}
              - {method: direct(Object), holder: arg0}
            take-back:
              - {method: 'heapBack(byte[], Object)', holder: arg1}
              - {method: 'directBack(ByteBuffer, Object)', holder: arg1}
            """;

    @Test
    void whoFreesThroughAnEarlierHolderIsFoundThoughTheObjectIsTheSame() throws Exception {
        describeSpecial("Streams", STREAMS);
        SpecialPools.Streams pool = kept(new SpecialPools.Streams());
        Object anna = kept(new Object());
        Object bert = kept(new Object());
        pool.heapBack(pool.heap(anna), anna);
        pool.heapBack(pool.heap(anna), anna);
        byte[] heap = pool.heap(bert);
        assertThat(found()).isEmpty();
        pool.heapBack(heap, anna);
        assertThat(found()).isEqualTo(STALE_FREE);
    }

    @Test
    void theSameForMemoryWithAnAddress() throws Exception {
        describeSpecial("Streams", STREAMS);
        SpecialPools.Streams pool = kept(new SpecialPools.Streams());
        Object anna = kept(new Object());
        Object bert = kept(new Object());
        pool.directBack(pool.direct(anna), anna);
        ByteBuffer direct = pool.direct(bert);
        pool.directBack(direct, bert);
        direct = pool.direct(bert);
        assertThat(found()).isEmpty();
        pool.directBack(direct, anna);
        assertThat(found()).isEqualTo(STALE_FREE);
    }

    @Test
    void aHandleThatIsKeptFromRecyclingStaysWhatItWas() throws Exception {
        describeSpecial("Recycling", """
                handle: identity
                hand-out: {method: take(), page: return}
                take-back: {method: give(Handle), page: arg0}
                recycler: recycle(Handle)
                """);
        SpecialPools.Recycling pool = kept(new SpecialPools.Recycling());
        SpecialPools.Recycling.Handle first = pool.take();
        pool.give(first);
        assertThat(pool.take()).isSameAs(first);

        transfers().keeping(Share.ALL);
        pool.give(first);
        assertThat(pool.take()).isNotSameAs(first);
        pool.give(first);
        assertThat(found()).isEqualTo(DOUBLE_FREE);
    }

    @Test
    void aShareOfTheHandlesIsKeptFromRecycling() throws Exception {
        describeSpecial("Recycling", """
                handle: identity
                hand-out: {method: take(), page: return}
                take-back: {method: give(Handle), page: arg0}
                recycler: recycle(Handle)
                """);
        SpecialPools.Recycling pool = kept(new SpecialPools.Recycling());
        transfers().keeping(Share.SAMPLED);
        Set<Object> handles = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 640; i++) {
            SpecialPools.Recycling.Handle handle = kept(pool.take());
            handles.add(handle);
            pool.give(handle);
        }
        assertThat(handles).hasSize(10);
        assertThat(found()).isEmpty();
    }

    @Test
    void whatIsTakenOutOfAnOpenListIsHandedOut() throws Exception {
        describeSpecial("Worker", "free-list: [this.free, this.few]\n");
        SpecialPools.Worker worker = kept(new SpecialPools.Worker());
        ByteBuffer first = kept(worker.begin());
        ByteBuffer second = kept(worker.begin());
        ByteBuffer made = kept(worker.begin());
        assertThat(heldNow()).isEqualTo(2);
        worker.end(first);
        worker.end(second);
        worker.end(made);
        assertThat(heldNow()).isZero();
        // The list is short. The buffer that it did not accept is unknown to the record.
        assertThat(worker.offer(first)).isTrue();
        assertThat(found()).isEqualTo(DOUBLE_FREE);
        assertThat(worker.await(0)).isSameAs(first);
        assertThat(worker.await(0)).isNull();

        worker.end(second);
        assertThat(found()).isEqualTo(Map.of(ViolationKind.DOUBLE_FREE, 2L));
    }

    @Test
    void whatAFullListRefusesIsUnknown() throws Exception {
        describeSpecial("Worker", "free-list: this.few\n");
        SpecialPools.Worker worker = kept(new SpecialPools.Worker());
        ByteBuffer one = kept(SamplePools.page());
        ByteBuffer two = kept(SamplePools.page());
        assertThat(worker.offer(one)).isTrue();
        assertThat(worker.offer(two)).isFalse();
        assertThat(worker.offer(two)).isFalse();
        assertThat(found()).isEmpty();
        worker.offer(one);
        assertThat(found()).isEqualTo(DOUBLE_FREE);
    }

    @Test
    void aListOfTheClassItselfBelongsToAll() throws Exception {
        describeSpecial("Worker", "scope: static\nfree-list: this.SHARED\n");
        ByteBuffer page = kept(SamplePools.page());
        SpecialPools.Worker one = kept(new SpecialPools.Worker());
        one.share(page);
        assertThat(SpecialPools.Worker.shared()).isSameAs(page);
        assertThat(heldNow()).isEqualTo(1);
        one.share(page);
        assertThat(found()).isEmpty();
        kept(new SpecialPools.Worker()).share(page);
        assertThat(found()).isEqualTo(DOUBLE_FREE);
        SpecialPools.Worker.SHARED.clear();
    }

    private void waitUntilUnwoven() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread ->
                thread.getName().equals("page-consistency unweaving")));
    }

    @Test
    void whatCannotBeReadIsNotCovered() throws Exception {
        describeSpecial("Failing", """
                hand-out: {method: take(), page: return.address()}
                take-back: {method: give(Page), page: arg0.address()}
                """);
        SpecialPools.Failing pool = kept(new SpecialPools.Failing());
        pool.give(pool.take());
        pool.take();
        waitUntilUnwoven();

        assertThat(notices).hasSize(2);
        assertThat(notices.get(0)).startsWith("failing covers ");
        assertThat(notices.get(1)).startsWith("failing does NOT cover " + SpecialPools.class.getName() + "$Failing in ")
                .contains("pools.yaml:4: what crosses in take() cannot be read: java.lang.IllegalStateException: not now");
        assertThat(weaver.statuses()).singleElement().satisfies(status -> assertThat(status.woven()).isZero());
        assertThat(thisJvm.ledger().reports().swallowedErrors()).isPositive();
        thisJvm.ledger().clear();
    }

    @Test
    void aSizeThatDoesNotFitIntoTheMemoryIsTheDescriptionsMistake() throws Exception {
        describeSpecial("Storm", """
                page-size: 4096
                hand-out: {method: take(), size: 2 pages}
                take-back: give(ByteBuffer)
                """);
        SpecialPools.Storm pool = kept(new SpecialPools.Storm());
        pool.give(pool.take());
        waitUntilUnwoven();

        assertThat(notices.get(1)).contains("pools.yaml:5: what crosses in take() cannot be read: its size is 8192 bytes, which does not fit "
                + "into the 4096 bytes that there are");
        assertThat(found()).isEmpty();
        thisJvm.ledger().clear();
    }

    @Test
    void aSizeInBytesAndOneInPagesAreTheSame() throws Exception {
        describeSpecial("Storm", """
                page-size: 1024
                hand-out: {method: take(), size: 4 KiB}
                take-back:
                  - {method: give(ByteBuffer), size: 4 pages}
                  - {method: giveOtherwise(ByteBuffer), size: 3 pages}
                """);
        SpecialPools.Storm pool = kept(new SpecialPools.Storm());
        pool.give(pool.take());
        assertThat(handedOut()).isEqualTo(1);
        assertThat(found()).isEmpty();
        pool.giveOtherwise(pool.take());
        assertThat(found()).isEqualTo(Map.of(ViolationKind.SIZE_MISMATCH, 1L));
    }

    @Test
    void aPoolThatLooksBrokenFromItsFirstOperationsOnIsNotWatchedAnyMore() throws Exception {
        describeSpecial("Storm", """
                hand-out: take()
                take-back: give(ByteBuffer)
                """);
        LedgerListener misfits = transfers().misfits();
        thisJvm.ledger().reports().add(misfits);
        SpecialPools.Storm pool = kept(new SpecialPools.Storm());
        try {
            for (int i = 0; i < 2_000; i++) {
                pool.giveOtherwise(pool.take());
            }
            waitUntilUnwoven();
        } finally {
            thisJvm.ledger().reports().remove(misfits);
        }

        assertThat(notices).hasSize(2);
        assertThat(notices.get(1)).startsWith("storm does NOT cover ").contains("it looks broken from its first operations on, with 1000 "
                + "findings among fewer than 2500 operations, so ").contains("pools.yaml:2 does not describe it; it is not watched any more");
        assertThat(weaver.statuses()).singleElement().satisfies(status -> assertThat(status.refusal()).contains("looks broken"));
    }

    @Test
    void oneThatIsRightAtFirstMayBreakLater() throws Exception {
        describeSpecial("Storm", """
                hand-out: take()
                take-back: give(ByteBuffer)
                """);
        LedgerListener misfits = transfers().misfits();
        thisJvm.ledger().reports().add(misfits);
        SpecialPools.Storm pool = kept(new SpecialPools.Storm());
        try {
            for (int i = 0; i < 2_000; i++) {
                pool.give(pool.take());
            }
            for (int i = 0; i < 2_000; i++) {
                pool.take();
            }
        } finally {
            thisJvm.ledger().reports().remove(misfits);
        }
        assertThat(notices).hasSize(1);
        assertThat(weaver.statuses()).singleElement().satisfies(status -> assertThat(status.refusal()).isNull());
    }
}
