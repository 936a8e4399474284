package io.pageconsistency.agent.allocators.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;

/** What pools of different shapes transfer, and how it is identified. */
class MemoryOfPoolsTest extends WovenPools {
    @Test
    void heapBuffersOfSubtypesAreKnownByTheirArrays() throws Exception {
        describe("subtypes", "Base", """
                subtypes: true
                hand-out: take()
                take-back: give(ByteBuffer)
                """);
        SamplePools.Counting pool = kept(new SamplePools.Counting());
        ByteBuffer buffer = pool.take();
        assertThat(handedOut()).isEqualTo(1);
        pool.give(buffer);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        pool.give(buffer.duplicate());

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
        assertThat(pool.count).isEqualTo(-1);
    }

    @Test
    void numbersAreAddresses() throws Exception {
        describe("addresses", "Numbered", """
                page-size: this.settings.pageSize
                hand-out: [address(), addresses(int)]
                take-back: [free(long), 'free(long...)']
                """);
        SamplePools.Numbered pool = kept(new SamplePools.Numbered());
        long[] all = pool.addresses(3);
        assertThat(heldNow()).isEqualTo(3);
        pool.free(all);
        assertThat(heldNow()).isZero();
        long address = pool.address();
        pool.free(address);
        pool.free(new long[] {address});

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
        pool.free.clear();
        pool.free(pool.address() + 8);
        assertThat(found()).containsOnlyKeys(ViolationKind.DOUBLE_FREE, ViolationKind.INVALID_FREE);
    }

    /** Holds for memory that is known by address and by identity. After the take-back it is ordinary memory of the pool. */
    @Test
    void aPoolMayTakeWhatItNeverHandedOut() throws Exception {
        describe("strict", "Strict", """
                hand-out: take()
                take-back: give(ByteBuffer)
                """);
        bring(kept(new SamplePools.Strict()), ByteBuffer.allocate(SamplePools.PAGE));
        bring(kept(new SamplePools.Strict()), ByteBuffer.allocateDirect(SamplePools.PAGE));
        assertThat(found()).containsExactly(Map.entry(ViolationKind.INVALID_FREE, 2L));
        weaver.remove();

        describe("welcoming", "Welcoming", """
                foreign: accepted
                hand-out: take()
                take-back: give(ByteBuffer)
                """);
        SamplePools.Base heap = kept(new SamplePools.Welcoming());
        bring(heap, ByteBuffer.allocate(SamplePools.PAGE));
        SamplePools.Base direct = kept(new SamplePools.Welcoming());
        bring(direct, ByteBuffer.allocateDirect(SamplePools.PAGE));
        assertThat(found()).containsExactly(Map.entry(ViolationKind.INVALID_FREE, 2L));
        heap.give(heap.free.peek());
        direct.give(direct.free.peek());

        assertThat(found()).containsEntry(ViolationKind.DOUBLE_FREE, 2L);
    }

    private static void bring(SamplePools.Base pool, ByteBuffer brought) {
        pool.give(brought);
        assertThat(pool.take()).isSameAs(brought);
        pool.give(brought);
    }

    @Test
    void whatAPoolTookThatItNeverHandedOutCannotComeBackAtOnce() throws Exception {
        describe("welcoming", "Welcoming", """
                foreign: accepted
                hand-out: take()
                take-back: give(ByteBuffer)
                """);
        SamplePools.Base pool = kept(new SamplePools.Welcoming());
        ByteBuffer heap = ByteBuffer.allocate(SamplePools.PAGE);
        pool.give(heap);
        assertThat(found()).isEmpty();
        pool.give(heap);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void anArrayOfCharactersIsMemory() throws Exception {
        describe("texts", "Arrays", """
                hand-out: text()
                take-back: give(char[])
                """);
        SamplePools.Arrays pool = kept(new SamplePools.Arrays());
        char[] text = pool.text();
        assertThat(handedOut()).isEqualTo(1);
        // The user may change the contents.
        java.util.Arrays.fill(text, 'x');
        pool.give(text);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        pool.give(text);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void anArrayOfNumbersIsMemoryWhereThatIsSaid() throws Exception {
        describe("numbers-as-memory", "Arrays", """
                arrays: memory
                hand-out: numbers()
                take-back: give(int...)
                """);
        SamplePools.Arrays pool = kept(new SamplePools.Arrays());
        int[] numbers = pool.numbers();
        assertThat(handedOut()).isEqualTo(1);
        java.util.Arrays.setAll(numbers, i -> i);
        pool.give(numbers);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        pool.give(numbers);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void numbersOfPagesBeginWithZeroAndNegativeOnesAreNone() throws Exception {
        describe("numbers", "Numbered", """
                hand-out: id()
                take-back: freeId(int)
                """);
        SamplePools.Numbered pool = kept(new SamplePools.Numbered());
        assertThat(pool.id()).isZero();
        assertThat(heldNow()).isEqualTo(1);
        pool.freeId(0);
        assertThat(pool.id()).isZero();
        pool.nextId = -1;
        pool.id();
        assertThat(heldNow()).isEqualTo(1);
        assertThat(found()).isEmpty();
        pool.nextId = 0;
        pool.id();

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_ALLOC, 1L));
    }

    @Test
    void memoryIsFoundBehindPrivateMembersOfOtherClassesAndTheirPoolsToo() throws Exception {
        String lease = SamplePools.class.getName() + "$Wrapping$Lease";
        describe("wrapping", "Wrapping", """
                hand-out:
                  method: lease()
                  page: return.memory()
                take-back:
                  - method: free(Lease)
                    page: arg0.memory[]
                  - method: end()
                    class: %s
                    page: this.memory
                    pool: this.owner
                """.formatted(lease));
        SamplePools.Wrapping pool = kept(new SamplePools.Wrapping());
        SamplePools.Wrapping.Lease one = pool.lease();
        SamplePools.Wrapping.Lease other = kept(new SamplePools.Wrapping()).lease();
        assertThat(heldNow()).isEqualTo(2);
        SamplePools.Wrapping.free(other);
        one.end();
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        one.end();

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    @Test
    void aConstructorHandsOut() throws Exception {
        describe("made", "Block", """
                scope: static
                hand-out: {method: '<init>(int)', page: this.memory}
                take-back: {method: end(), page: this.memory}
                """);
        SamplePools.Block block = kept(new SamplePools.Block(1));
        assertThat(heldNow()).isEqualTo(1);
        block.end();
        assertThat(found()).isEmpty();
        block.end();

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }
}
