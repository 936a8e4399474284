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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ViolationListener;
import io.pageconsistency.ledger.Ledger;

/** Chunks without claims, of all kinds, each of which has the same rules. */
class ChunkHooksTest {
    private static final String NAME = "carved";
    private static final int SIZE = 1 << 17;
    private static final AtomicLong NEXT_ADDRESS = new AtomicLong(1L << 45);

    /** How a chunk gives out memory, and where in it. */
    private enum Kind {
        CELLS(1152, 0, true),
        /** What the cells do not fill lies before them. */
        CELLS_FROM_THE_END(1152, SIZE % 1152, true),
        CELLS_ON_THE_HEAP(512, 0, false),
        RUNS(32768, 0, true),
        BYTES(SIZE, 0, true),
        BYTES_ON_THE_HEAP(SIZE, 0, false);

        private final int cell;
        private final int origin;
        private final boolean direct;

        Kind(int cell, int origin, boolean direct) {
            this.cell = cell;
            this.origin = origin;
            this.direct = direct;
        }

        int start(int n) {
            return cell == SIZE ? n * 1003 : origin + n * cell;
        }

        int length() {
            return cell == SIZE ? 1003 : cell;
        }
    }

    private static final class Chunk {
        private final Kind kind;

        Chunk(Kind kind) {
            this.kind = kind;
            ChunkHooks.opened(NAME, this, kind.direct ? NEXT_ADDRESS.getAndAdd(1 << 20) : 0L, kind.origin, SIZE - kind.origin,
                    kind.cell);
        }

        void handOut(int n) {
            ChunkHooks.handedOut(this, kind.start(n), kind.length());
        }

        void takeBack(int n) {
            ChunkHooks.takingBack(this, kind.start(n), kind == Kind.RUNS ? kind.length() : ChunkHooks.UNSAID);
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
        Ledger.ofThisJvm(MethodHandles.lookup()).policy().report();
        PoolHooks.uninstall(MethodHandles.lookup());
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(swallowedBefore);
    }

    private static Ledger ledger() {
        return Ledger.ofThisJvm(MethodHandles.lookup());
    }

    /** One fault, and nothing of what follows from it is another. */
    private void assertOneRoot(ViolationKind kind) {
        assertThat(violations).isNotEmpty();
        assertThat(violations.get(0).kind()).isEqualTo(kind);
        assertThat(violations).filteredOn(each -> each.cause() == each.sequence()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aHealthyLife(Kind kind) {
        Chunk chunk = new Chunk(kind);
        for (int round = 0; round < 3; round++) {
            for (int n = 0; n < 3; n++) {
                chunk.handOut(n);
            }
            assertThat(PageConsistency.pagesHeld()).isEqualTo(3);
            for (int n = 2; n >= 0; n--) {
                chunk.takeBack(n);
            }
            assertThat(PageConsistency.pagesHeld()).isZero();
            ChunkHooks.emptied(chunk);
        }
        PoolHooks.closing(chunk);
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSecondTakeBack(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(0);
        chunk.handOut(1);
        chunk.takeBack(1);
        chunk.takeBack(1);
        assertOneRoot(ViolationKind.DOUBLE_FREE);
    }

    /** The pool counts what comes back, so one more than there was is missed in the end. */
    @ParameterizedTest
    @EnumSource
    void whatASecondTakeBackLeadsTo(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(0);
        chunk.handOut(1);
        chunk.takeBack(1);
        chunk.takeBack(1);
        chunk.handOut(1);
        chunk.handOut(1);
        chunk.takeBack(1);
        chunk.takeBack(1);
        ChunkHooks.emptied(chunk);
        chunk.takeBack(0);
        assertOneRoot(ViolationKind.DOUBLE_FREE);
    }

    @ParameterizedTest
    @EnumSource
    void memoryForTwo(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(1);
        chunk.handOut(1);
        chunk.takeBack(1);
        chunk.takeBack(1);
        assertOneRoot(ViolationKind.DOUBLE_ALLOC);
    }

    @ParameterizedTest
    @EnumSource
    void aChunkThatIsTakenForEmpty(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(0);
        chunk.handOut(2);
        chunk.takeBack(0);
        ChunkHooks.emptied(chunk);
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
        chunk.handOut(2);
        chunk.takeBack(2);
        chunk.takeBack(2);
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @ParameterizedTest
    @EnumSource
    void aChunkThatGoesInUse(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(2);
        PoolHooks.closing(chunk);
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoBeginning(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(2);
        ChunkHooks.takingBack(chunk, kind.start(2) + 16, ChunkHooks.UNSAID);
        assertOneRoot(ViolationKind.INVALID_FREE);
        chunk.takeBack(2);
        assertOneRoot(ViolationKind.INVALID_FREE);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNeverGivenOut(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.takeBack(2);
        assertOneRoot(ViolationKind.INVALID_FREE);
    }

    @ParameterizedTest
    @EnumSource
    void whatReachesBeyondTheChunk(Kind kind) {
        Chunk chunk = new Chunk(kind);
        ChunkHooks.handedOut(chunk, kind.start(1), SIZE);
        assertOneRoot(ViolationKind.SIZE_MISMATCH);
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNS", "BYTES", "BYTES_ON_THE_HEAP"})
    void anotherLength(Kind kind) {
        Chunk chunk = new Chunk(kind);
        ChunkHooks.handedOut(chunk, kind.start(1), 2 * kind.length());
        ChunkHooks.takingBack(chunk, kind.start(1), kind.length());
        assertOneRoot(ViolationKind.SIZE_MISMATCH);
    }

    /** Bytes are exact: neighbours share whatever they lie in. */
    @Test
    void bytesOfNeighbours() {
        Chunk chunk = new Chunk(Kind.BYTES);
        ChunkHooks.handedOut(chunk, 0, 100);
        ChunkHooks.handedOut(chunk, 100, 1);
        ChunkHooks.handedOut(chunk, 101, 33);
        assertThat(violations).isEmpty();
        ChunkHooks.handedOut(chunk, 133, 10);
        assertOneRoot(ViolationKind.DOUBLE_ALLOC);
    }

    /** A buffer that could not be given memory has none, whatever the pool does to undo it. */
    @ParameterizedTest
    @EnumSource
    void anAllocationThatFails(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(1);
        ChunkHooks.handOutFailed(chunk, kind.start(1), kind.length());
        if (kind.cell != SIZE) {
            chunk.takeBack(1);
        }
        chunk.handOut(1);
        chunk.takeBack(1);
        PoolHooks.closing(chunk);
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTakeBackThatFails(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(1);
        chunk.takeBack(1);
        ChunkHooks.takeBackFailed(chunk, kind.start(1), kind.length(), new IllegalStateException("as the pool would"));
        chunk.takeBack(1);
        chunk.handOut(1);
        PoolHooks.closing(chunk);
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @ParameterizedTest
    @EnumSource
    void isRefused(Kind kind) {
        Chunk chunk = new Chunk(kind);
        ledger().policy().refuse(Set.of(NAME));
        int length = kind == Kind.RUNS ? kind.length() : ChunkHooks.UNSAID;
        assertThat(ChunkHooks.handingOut(chunk, kind.start(1), kind.length())).isNull();
        assertThat(ChunkHooks.handingOut(chunk, kind.start(1), kind.length())).isInstanceOf(PageConsistencyError.class);
        if (kind.cell != SIZE) {
            assertThat(ChunkHooks.takingBackUnless(chunk, kind.start(1), length)).as("by the pool, of what was refused").isNull();
        }
        ChunkHooks.handOutUndone();
        assertThat(ChunkHooks.takingBackUnless(chunk, kind.start(1), length)).as("by who has it").isNull();
        assertThat(ChunkHooks.takingBackUnless(chunk, kind.start(1), length)).isInstanceOf(PageConsistencyError.class);
        assertThat(ChunkHooks.handingOut(chunk, kind.start(1), kind.length())).isNull();
        assertThat(violations).extracting(Violation::kind).containsExactly(ViolationKind.DOUBLE_ALLOC, ViolationKind.DOUBLE_FREE);
    }

    @Test
    void aBufferOfAChunkWithoutARegionIsNobodysFault() {
        long untracked = PoolHooks.untracked();
        ChunkHooks.takingBack("nothing like it", 0, 10);
        assertThat(PoolHooks.untracked()).isEqualTo(untracked + 1);
        assertThat(violations).isEmpty();
    }
}
