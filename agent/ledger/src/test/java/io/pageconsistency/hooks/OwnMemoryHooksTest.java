package io.pageconsistency.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ViolationListener;
import io.pageconsistency.ledger.Ledger;

/** Buffers that are regions of one hand-out. */
class OwnMemoryHooksTest {
    private static final String NAME = "own-memory";
    private static final int SIZE = 5_000;
    private static final AtomicLong NEXT_ADDRESS = new AtomicLong(1L << 46);

    private static class Buffer {
        long address;

        Buffer(int size) {
            setMemory(NEXT_ADDRESS.getAndAdd(1 << 20), size);
        }

        final void setMemory(long at, int size) {
            address = at;
            OwnMemoryHooks.begun(NAME, Buffer.class, this, at, size);
        }

        void deallocate() {
            OwnMemoryHooks.ending(this);
        }
    }

    /** Of which nobody knows when its memory ends. */
    private static final class KeepingBuffer extends Buffer {
        KeepingBuffer() {
            super(SIZE);
        }

        @Override
        void deallocate() {
        }
    }

    private final List<Violation> violations = new ArrayList<>();
    private final ViolationListener listener = violations::add;
    private final long swallowedBefore = PageConsistency.swallowedErrors();

    @BeforeEach
    void listen() {
        PoolHooks.install(MethodHandles.lookup(), memory -> memory instanceof Long address ? address : 0);
        PageConsistency.addListener(listener);
    }

    @AfterEach
    void leaveNothingBehind() {
        PageConsistency.removeListener(listener);
        ledger().policy().report();
        PoolHooks.uninstall(MethodHandles.lookup());
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore);
    }

    private static Ledger ledger() {
        return Ledger.ofThisJvm(MethodHandles.lookup());
    }

    private void assertOneRoot(ViolationKind kind) {
        assertThat(violations).isNotEmpty();
        assertThat(violations.get(0).kind()).isEqualTo(kind);
        assertThat(violations).filteredOn(each -> each.cause() == each.sequence()).hasSize(1);
    }

    @Test
    void aHealthyLife() {
        Buffer buffer = new Buffer(SIZE);
        assertThat(PageConsistency.regions()).isEqualTo(1);
        assertThat(PageConsistency.pagesHeld()).isEqualTo(1);
        assertThat(ledger().find(buffer.address + SIZE - 1).size()).isEqualTo(SIZE);
        buffer.deallocate();
        assertThat(PageConsistency.regions()).isZero();
        assertThat(ledger().find(buffer.address)).isNull();
        assertThat(violations).isEmpty();
    }

    @Test
    void memoryThatEndsTwice() {
        Buffer buffer = new Buffer(SIZE);
        buffer.deallocate();
        buffer.deallocate();
        buffer.deallocate();
        assertOneRoot(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void memoryThatEndsTwiceIsRefusedTheSecondTime() {
        ledger().policy().refuse(Set.of(NAME));
        Buffer buffer = new Buffer(SIZE);
        assertThat(OwnMemoryHooks.endingUnless(buffer)).isNull();
        assertThat(OwnMemoryHooks.endingUnless(buffer)).isInstanceOf(PageConsistencyError.class);
        assertOneRoot(ViolationKind.DOUBLE_FREE);
    }

    /** The system may give the old memory to another, who may end it, before the buffer has the new. */
    @Test
    void memoryThatIsMoved() {
        Buffer buffer = new Buffer(SIZE);
        long old = buffer.address;
        OwnMemoryHooks.moving(buffer);
        ledger().regions().closeWithin(old, SIZE);
        buffer.setMemory(NEXT_ADDRESS.getAndAdd(1 << 20), 2 * SIZE);
        assertThat(PageConsistency.regions()).isEqualTo(1);
        buffer.deallocate();
        assertThat(violations).isEmpty();
    }

    @Test
    void memoryOfNoBytes() {
        Buffer buffer = new Buffer(1);
        OwnMemoryHooks.ending(buffer);
        buffer.setMemory(NEXT_ADDRESS.get(), 0);
        assertThat(PageConsistency.regions()).isZero();
        buffer.deallocate();
        assertThat(violations).isEmpty();
    }

    @Test
    void memoryThatIsFreedBehindTheBuffersBack() {
        Buffer buffer = new Buffer(SIZE);
        ledger().regions().closeWithin(buffer.address, SIZE);
        buffer.deallocate();
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @Test
    void memoryThatCouldNotBeGivenBack() {
        Buffer buffer = new Buffer(SIZE);
        buffer.deallocate();
        OwnMemoryHooks.endFailed(buffer);
        buffer.deallocate();
        assertThat(violations).isEmpty();
    }

    @Test
    void buffersThatEndTheirMemoryOtherwise() {
        Buffer buffer = new KeepingBuffer();
        assertThat(PageConsistency.regions()).isZero();
        buffer.deallocate();
        assertThat(violations).isEmpty();
    }

    @Test
    void memoryOnTheHeapThatEndsTwice() {
        OwnMemoryHooks.endedAgain(NAME, new Object());
        assertOneRoot(ViolationKind.DOUBLE_FREE);
        assertThat(violations.get(0).allocator()).isEqualTo(NAME);
    }
}
