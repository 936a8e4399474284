package io.pageconsistency.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ViolationKind;

/** Buffers that own their memory. */
class OwnMemoryTrackerTest {
    private static final String NAME = "own-memory";
    private static final int SIZE = 5_000;
    private static final AtomicLong NEXT_ADDRESS = new AtomicLong(1L << 46);

    private class Buffer {
        long address;

        Buffer(int size) {
            setMemory(NEXT_ADDRESS.getAndAdd(1 << 20), size);
        }

        final void setMemory(long at, int size) {
            address = at;
            bench.checker.ownMemory().begun(NAME, Buffer.class, this, at, size);
        }

        void deallocate() {
            bench.checker.ownMemory().ending(this);
        }
    }

    /** A buffer that overrides the method with the hooks. */
    private final class KeepingBuffer extends Buffer {
        KeepingBuffer() {
            super(SIZE);
        }

        @Override
        void deallocate() {
        }
    }

    private final CheckerBench bench = new CheckerBench();

    @AfterEach
    void noErrorOfOursWasSwallowed() {
        bench.assertNothingLost();
    }

    private void assertOneRoot(ViolationKind kind) {
        assertThat(bench.violations).isNotEmpty();
        assertThat(bench.violations.get(0).kind()).isEqualTo(kind);
        assertThat(bench.violations).filteredOn(each -> each.cause() == each.sequence()).hasSize(1);
    }

    @Test
    void healthyTransfers() {
        Buffer buffer = new Buffer(SIZE);
        assertThat(bench.regions()).isEqualTo(1);
        assertThat(bench.pagesHeld()).isEqualTo(1);
        assertThat(bench.ledger.find(buffer.address + SIZE - 1).size()).isEqualTo(SIZE);
        buffer.deallocate();
        assertThat(bench.regions()).isZero();
        assertThat(bench.ledger.find(buffer.address)).isNull();
        assertThat(bench.violations).isEmpty();
    }

    @Test
    void memoryIsFreedTwice() {
        Buffer buffer = new Buffer(SIZE);
        buffer.deallocate();
        buffer.deallocate();
        buffer.deallocate();
        assertOneRoot(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void theSecondFreeIsRefused() {
        bench.ledger.policy().refuse(Set.of(NAME));
        Buffer buffer = new Buffer(SIZE);
        assertThat(bench.checker.ownMemory().endingUnless(buffer)).isNull();
        assertThat(bench.checker.ownMemory().endingUnless(buffer)).isInstanceOf(PageConsistencyError.class);
        assertOneRoot(ViolationKind.DOUBLE_FREE);
    }

    /** The system may give the old memory to another buffer, which may free it, before this buffer has the new memory. */
    @Test
    void memoryThatIsMoved() {
        Buffer buffer = new Buffer(SIZE);
        long old = buffer.address;
        bench.checker.ownMemory().moving(buffer);
        bench.ledger.regions().closeWithin(old, SIZE);
        buffer.setMemory(NEXT_ADDRESS.getAndAdd(1 << 20), 2 * SIZE);
        assertThat(bench.regions()).isEqualTo(1);
        buffer.deallocate();
        assertThat(bench.violations).isEmpty();
    }

    @Test
    void memoryThatIsKeptForGood() {
        Buffer buffer = new Buffer(SIZE);
        bench.checker.ownMemory().kept(buffer);
        assertThat(bench.regions()).isZero();
        buffer.deallocate();
        assertThat(bench.violations).isEmpty();
    }

    @Test
    void memoryOfNoBytes() {
        Buffer buffer = new Buffer(1);
        bench.checker.ownMemory().ending(buffer);
        buffer.setMemory(NEXT_ADDRESS.get(), 0);
        assertThat(bench.regions()).isZero();
        buffer.deallocate();
        assertThat(bench.violations).isEmpty();
    }

    @Test
    void memoryIsFreedWithoutTheBuffer() {
        Buffer buffer = new Buffer(SIZE);
        bench.ledger.regions().closeWithin(buffer.address, SIZE);
        buffer.deallocate();
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @Test
    void memoryThatCouldNotBeGivenBack() {
        Buffer buffer = new Buffer(SIZE);
        buffer.deallocate();
        bench.checker.ownMemory().endFailed(buffer);
        buffer.deallocate();
        assertThat(bench.violations).isEmpty();
    }

    @Test
    void buffersThatOverrideTheFree() {
        Buffer buffer = new KeepingBuffer();
        assertThat(bench.regions()).isZero();
        buffer.deallocate();
        assertThat(bench.violations).isEmpty();
    }

    @Test
    void memoryOnTheHeapIsFreedTwice() {
        bench.checker.ownMemory().endedAgain(NAME, new Object());
        assertOneRoot(ViolationKind.DOUBLE_FREE);
        assertThat(bench.violations.get(0).allocator()).isEqualTo(NAME);
    }
}
