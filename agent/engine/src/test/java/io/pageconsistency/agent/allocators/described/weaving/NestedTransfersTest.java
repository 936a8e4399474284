package io.pageconsistency.agent.allocators.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ViolationKind;

/** Pools whose methods call each other, fail, or are refused. */
class NestedTransfersTest extends WovenPools {
    @Test
    void aTransferOnWhichSeveralMethodsLieIsRecordedOnce() throws Exception {
        describe("nested", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());

        List<ByteBuffer> all = pool.acquireAll(5);
        assertThat(handedOut()).isEqualTo(5);
        assertThat(heldNow()).isEqualTo(5);
        pool.releaseAll(all);
        assertThat(heldNow()).isZero();
        assertThat(pool.acquire(SamplePools.PAGE + 1)).isNull();
        pool.release(pool.acquire(1), SamplePools.PAGE);
        assertThat(handedOut()).isEqualTo(6);
        pool.free.clear();
        pool.release(pool.acquireFilling());

        assertThat(handedOut()).isEqualTo(7);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        assertThat(notices).singleElement().asString().contains("nested covers " + SamplePools.Buffers.class.getName());
        assertThat(weaver.statuses()).singleElement().satisfies(status -> {
            assertThat(status.woven()).isEqualTo(1);
            assertThat(status.firstEventSeen()).isTrue();
        });
    }

    @Test
    void whatAMethodGivesBackBeforeItFailsIsNotHeld() throws Exception {
        describe("undone", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        pool.broken = true;

        assertThatThrownBy(() -> pool.acquireAll(5)).isInstanceOf(IllegalStateException.class);

        assertThat(heldNow()).isZero();
        pool.broken = false;
        pool.releaseAll(pool.acquireAll(5));
        assertThat(found()).isEmpty();
    }

    @Test
    void whoHandsOutMayTakeBackFromAnotherFirst() throws Exception {
        describe("evicting", "Evicting", """
                page-size: this.UNIT
                hand-out: acquire()
                take-back: release(ByteBuffer)
                """);
        SamplePools.Evicting pool = kept(new SamplePools.Evicting());
        ByteBuffer oldest = pool.acquire();
        // A unit is half of the piece.
        assertThat(heldNow()).isEqualTo(2);
        ByteBuffer second = pool.acquire();
        assertThat(pool.acquire()).isSameAs(oldest);
        assertThat(handedOut()).isEqualTo(3);
        pool.release(second);
        pool.release(oldest);

        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
    }

    @Test
    void whatAGuardRefusesIsNoFindingAndWhatItMissesIsOne() throws Exception {
        describe("guarded", "Guarded", """
                guard: throws
                hand-out: acquire()
                take-back:
                  - release(ByteBuffer)
                  - release(ByteBuffer, int)
                """);
        SamplePools.Guarded pool = kept(new SamplePools.Guarded());
        ByteBuffer buffer = pool.acquire();
        pool.release(buffer);
        assertThatThrownBy(() -> pool.release(buffer)).isInstanceOf(IllegalStateException.class);
        assertThat(pool.acquire()).isSameAs(buffer);
        pool.release(buffer);
        assertThat(handedOut()).isEqualTo(2);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        pool.asleep = true;
        pool.release(buffer);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void aMethodMayTakeBackAndHandOut() throws Exception {
        describe("moving", "Buffers", """
                hand-out: [acquire(), 'moved(ByteBuffer, boolean)']
                take-back: [release(ByteBuffer), 'moved(ByteBuffer, boolean)']
                """);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        ByteBuffer first = pool.acquire();
        assertThat(pool.moved(first, false)).isSameAs(first);
        ByteBuffer second = pool.moved(first, true);
        assertThat(second).isNotSameAs(first);
        assertThat(heldNow()).isEqualTo(1);
        pool.release(second);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        pool.moved(first, true);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void aSecondReleaseIsFoundByEachWay() throws Exception {
        describe("twice", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        ByteBuffer one = pool.acquire();
        pool.release(one);
        pool.release(one);
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));

        SamplePools.Buffers other = kept(new SamplePools.Buffers());
        ByteBuffer two = other.acquire(1);
        other.releaseAll(List.of(two, two));
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 2L));
    }

    @Test
    void aFailedTakeBackAccusesNobody() throws Exception {
        describe("failing", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        pool.broken = true;
        ByteBuffer buffer = pool.acquire();
        buffer.limit(0);

        assertThatThrownBy(() -> pool.release(buffer, 1)).isInstanceOf(IllegalStateException.class);
        buffer.clear();
        pool.release(buffer);
        pool.acquire();

        assertThat(found()).isEmpty();
    }

    @Test
    void aPoolThatIsClosedWithPagesOutIsFoundAndOneThatIsClearedIsNot() throws Exception {
        describe("closing", "Buffers", ALL_OF_BUFFERS);
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        pool.acquire();
        pool.clear();
        assertThat(heldNow()).isZero();
        ByteBuffer out = pool.acquire();
        assertThat(found()).isEmpty();
        pool.release(pool.acquire());
        pool.close();
        // If it were collected, the system might reuse its address for the next buffer.
        Reference.reachabilityFence(out);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.REGION_CLOSED_IN_USE, 1L));
    }

    @Test
    void whatIsRefusedDoesNotTakePlace() throws Exception {
        describe("refused", "Buffers", ALL_OF_BUFFERS);
        thisJvm.ledger().policy().refuse(Set.of("refused"));
        SamplePools.Buffers pool = kept(new SamplePools.Buffers());
        ByteBuffer one = pool.acquire();
        ByteBuffer other = pool.acquire();
        pool.release(one);

        assertThatThrownBy(() -> pool.releaseAll(List.of(other, one))).isInstanceOf(PageConsistencyError.class)
                .hasMessageContaining("DOUBLE_FREE");

        assertThat(pool.free).containsExactly(one);
        pool.release(other);
        assertThat(heldNow()).isZero();
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
        pool.free.push(pool.free.peek());
        pool.acquire();
        assertThatThrownBy(pool::acquire).isInstanceOf(PageConsistencyError.class).hasMessageContaining("DOUBLE_ALLOC");
    }
}
