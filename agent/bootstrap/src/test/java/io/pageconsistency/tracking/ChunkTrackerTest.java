package io.pageconsistency.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;

/** Chunks of pools that do not claim memory: all kinds have the same rules. */
class ChunkTrackerTest {
    private static final String NAME = "carved";
    private static final int SIZE = 1 << 17;
    private static final AtomicLong NEXT_ADDRESS = new AtomicLong(1L << 45);

    /** A kind of chunk: how it divides its memory. */
    private enum Kind {
        CELLS(1152, 0, true),
        /** The bytes before the first piece. */
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

        /** Whether each hand-out is exactly one piece. */
        boolean isCut() {
            return cell < RUNS.cell;
        }

        int length() {
            return cell == SIZE ? 1003 : cell;
        }
    }

    private final class Chunk {
        private final Kind kind;
        private final Object memory;

        Chunk(Kind kind) {
            this.kind = kind;
            memory = kind.direct ? NEXT_ADDRESS.getAndAdd(1 << 20) : 0L;
            bench.chunks.opened(NAME, this, memory, kind.origin, SIZE - kind.origin, kind.cell, kind.isCut());
        }

        void handOut(int n) {
            bench.chunks.handedOut(this, kind.start(n), kind.length());
        }

        void takeBack(int n) {
            bench.chunks.takingBack(this, kind.start(n), kind == Kind.RUNS ? kind.length() : ChunkTracker.UNSAID);
        }
    }

    private final CheckerBench bench = new CheckerBench();

    @AfterEach
    void noErrorOfOursWasSwallowed() {
        assertThat(bench.swallowedErrors()).isZero();
    }

    /** One fault; its consequences are not counted. */
    private void assertOneRoot(ViolationKind kind) {
        assertThat(bench.violations).isNotEmpty();
        assertThat(bench.violations.get(0).kind()).isEqualTo(kind);
        assertThat(bench.violations).filteredOn(each -> each.cause() == each.sequence()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CELLS", "CELLS_FROM_THE_END", "CELLS_ON_THE_HEAP"})
    void memoryThatIsLongerThanItsCell(Kind kind) {
        Chunk chunk = new Chunk(kind);
        bench.chunks.handedOut(chunk, kind.start(1), 2 * kind.length());
        assertOneRoot(ViolationKind.SIZE_MISMATCH);
        assertThat(bench.pagesHeld()).isEqualTo(1);
        chunk.takeBack(1);
        assertThat(bench.violations).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void healthyTransfers(Kind kind) {
        Chunk chunk = new Chunk(kind);
        for (int round = 0; round < 3; round++) {
            for (int n = 0; n < 3; n++) {
                chunk.handOut(n);
            }
            assertThat(bench.pagesHeld()).isEqualTo(3);
            for (int n = 2; n >= 0; n--) {
                chunk.takeBack(n);
            }
            assertThat(bench.pagesHeld()).isZero();
            bench.chunks.emptied(chunk, chunk.memory);
        }
        bench.regions.closing(chunk);
        assertThat(bench.violations).isEmpty();
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

    /** The pool counts take-backs, so after a double free it believes too early that the chunk is empty. */
    @ParameterizedTest
    @EnumSource
    void theConsequencesOfASecondTakeBack(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(0);
        chunk.handOut(1);
        chunk.takeBack(1);
        chunk.takeBack(1);
        chunk.handOut(1);
        chunk.handOut(1);
        chunk.takeBack(1);
        chunk.takeBack(1);
        bench.chunks.emptied(chunk, chunk.memory);
        chunk.takeBack(0);
        assertOneRoot(ViolationKind.DOUBLE_FREE);
    }

    @ParameterizedTest
    @EnumSource
    void memoryIsHandedOutTwice(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(1);
        chunk.handOut(1);
        chunk.takeBack(1);
        chunk.takeBack(1);
        assertOneRoot(ViolationKind.DOUBLE_ALLOC);
    }

    @ParameterizedTest
    @EnumSource
    void aChunkThatThePoolBelievesToBeEmpty(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(0);
        chunk.handOut(2);
        chunk.takeBack(0);
        bench.chunks.emptied(chunk, chunk.memory);
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
        chunk.handOut(2);
        chunk.takeBack(2);
        chunk.takeBack(2);
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @ParameterizedTest
    @EnumSource
    void aChunkIsClosedInUse(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(2);
        bench.regions.closing(chunk);
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @ParameterizedTest
    @EnumSource
    void anAddressInsideAHandOut(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(2);
        bench.chunks.takingBack(chunk, kind.start(2) + 16, ChunkTracker.UNSAID);
        assertOneRoot(ViolationKind.INVALID_FREE);
        chunk.takeBack(2);
        assertOneRoot(ViolationKind.INVALID_FREE);
    }

    @ParameterizedTest
    @EnumSource
    void memoryThatWasNeverHandedOut(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.takeBack(2);
        assertOneRoot(ViolationKind.INVALID_FREE);
    }

    @ParameterizedTest
    @EnumSource
    void memoryBeyondTheChunk(Kind kind) {
        Chunk chunk = new Chunk(kind);
        bench.chunks.handedOut(chunk, kind.start(1), SIZE);
        assertOneRoot(ViolationKind.SIZE_MISMATCH);
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNS", "BYTES", "BYTES_ON_THE_HEAP"})
    void anotherLength(Kind kind) {
        Chunk chunk = new Chunk(kind);
        bench.chunks.handedOut(chunk, kind.start(1), 2 * kind.length());
        bench.chunks.takingBack(chunk, kind.start(1), kind.length());
        assertOneRoot(ViolationKind.SIZE_MISMATCH);
    }

    /** Byte extents are exact: neighbours may share a page. */
    @Test
    void bytesOfNeighbours() {
        Chunk chunk = new Chunk(Kind.BYTES);
        bench.chunks.handedOut(chunk, 0, 100);
        bench.chunks.handedOut(chunk, 100, 1);
        bench.chunks.handedOut(chunk, 101, 33);
        assertThat(bench.violations).isEmpty();
        bench.chunks.handedOut(chunk, 133, 10);
        assertOneRoot(ViolationKind.DOUBLE_ALLOC);
    }

    /** A buffer whose hand-out was refused has no memory, however the pool undoes it. */
    @ParameterizedTest
    @EnumSource
    void anAllocationThatFails(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(1);
        bench.chunks.handOutFailed(chunk, kind.start(1), kind.length());
        if (kind.cell != SIZE) {
            chunk.takeBack(1);
        }
        chunk.handOut(1);
        chunk.takeBack(1);
        bench.regions.closing(chunk);
        assertThat(bench.violations).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTakeBackThatFails(Kind kind) {
        Chunk chunk = new Chunk(kind);
        chunk.handOut(1);
        chunk.takeBack(1);
        bench.chunks.takeBackFailed(chunk, kind.start(1), kind.length(), new IllegalStateException("as the pool would"));
        chunk.takeBack(1);
        chunk.handOut(1);
        bench.regions.closing(chunk);
        assertOneRoot(ViolationKind.REGION_CLOSED_IN_USE);
    }

    @ParameterizedTest
    @EnumSource
    void violationsAreRefused(Kind kind) {
        Chunk chunk = new Chunk(kind);
        bench.ledger.policy().refuse(Set.of(NAME));
        int length = kind == Kind.RUNS ? kind.length() : ChunkTracker.UNSAID;
        assertThat(bench.chunks.handingOut(chunk, kind.start(1), kind.length())).isNull();
        bench.chunks.carves();
        assertThat(bench.chunks.handingOut(chunk, kind.start(1), kind.length())).isInstanceOf(PageConsistencyError.class);
        if (kind.cell != SIZE) {
            assertThat(bench.chunks.takingBackUnless(chunk, kind.start(1), length)).as("by the pool, of what was refused").isNull();
        }
        bench.chunks.carved();
        assertThat(bench.chunks.takingBackUnless(chunk, kind.start(1), length)).as("by who has it").isNull();
        assertThat(bench.chunks.takingBackUnless(chunk, kind.start(1), length)).isInstanceOf(PageConsistencyError.class);
        assertThat(bench.chunks.handingOut(chunk, kind.start(1), kind.length())).isNull();
        assertThat(bench.violations).extracting(Violation::kind).containsExactly(ViolationKind.DOUBLE_ALLOC, ViolationKind.DOUBLE_FREE);
    }

    @Test
    void aBufferOfAChunkWithoutARegionIsNoFinding() {
        bench.chunks.takingBack("nothing like it", 0, 10);
        assertThat(bench.regions.untracked()).isEqualTo(1);
        assertThat(bench.violations).isEmpty();
    }
}
