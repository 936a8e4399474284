package io.pageconsistency.workloads;

import java.nio.ByteBuffer;

import io.pageconsistency.PageConsistency;

/**
 * Memory with a past is given back: its block has moved or no longer exists, other users have parts of it, or it was lost. Needs a
 * description of the pools in this class. The wrong frees are not carried out, because their effects depend on the system's
 * allocator.
 */
public final class PastMemory {
    private static final long SMALL = 1 << 20;
    private static final long LARGE = 64 << 20;
    private static final int PAGE = 4_096;
    private static final int LOST = 150;

    private static boolean carriedOut = true;

    private PastMemory() {
    }

    /** Native blocks, with functions like those of C. */
    static final class Blocks {
        private Blocks() {
        }

        static long malloc(long bytes) {
            return Native.allocate(bytes);
        }

        static long realloc(long block, long bytes, long more) {
            return Native.reallocate(block, more);
        }

        static void free(long block, long bytes) {
            if (carriedOut) {
                Native.free(block);
            }
        }
    }

    /** Runs of pages, named by their offsets. */
    static final class Runs {
        long allocate(long offset, int bytes) {
            return offset;
        }

        void free(long offset, int bytes) {
            // Has nothing to do: the run has no memory of its own.
        }
    }

    /** Buffers that no object refers to. */
    static final class Buffers {
        ByteBuffer take(int bytes) {
            return ByteBuffer.allocateDirect(bytes);
        }

        void give(ByteBuffer buffer) {
            // Does not keep it.
        }
    }

    public static void main(String[] args) {
        Outcome outcome = new Outcome();
        long moved = Blocks.malloc(SMALL);
        long block = Blocks.realloc(moved, SMALL, LARGE);
        freedAgain(moved);
        long gone = Blocks.malloc(SMALL);
        firstFree(gone);
        long other = Blocks.malloc(LARGE);
        freedAgain(gone);
        Blocks.free(block, LARGE);
        Blocks.free(other, LARGE);
        runs();
        lost();
        outcome.with("moved", moved != block).print();
    }

    private static void firstFree(long block) {
        Blocks.free(block, SMALL);
    }

    private static void freedAgain(long block) {
        carriedOut = false;
        Blocks.free(block, SMALL);
        carriedOut = true;
    }

    private static void runs() {
        Runs runs = new Runs();
        runs.allocate(2 * PAGE, PAGE);
        runs.free(2 * PAGE, PAGE);
        runs.allocate(0, 5 * PAGE);
        firstFree(runs);
        newHolder(runs);
        runs.free(0, 5 * PAGE);
    }

    private static void firstFree(Runs runs) {
        runs.free(0, 5 * PAGE);
    }

    private static void newHolder(Runs runs) {
        runs.allocate(0, 2 * PAGE);
    }

    /** Large buffers are lost, and their memory becomes small ones, which are lost as well. */
    private static void lost() {
        Buffers buffers = new Buffers();
        lose(buffers, LOST / 10, PAGE);
        lose(buffers, LOST, 64);
        lose(buffers, LOST, 100);
    }

    private static void lose(Buffers buffers, int count, int bytes) {
        long before = PageConsistency.leaks();
        for (int i = 0; i < count; i++) {
            buffers.take(bytes);
        }
        while (PageConsistency.leaks() < before + count) {
            System.gc();
            Thread.onSpinWait();
        }
    }
}
