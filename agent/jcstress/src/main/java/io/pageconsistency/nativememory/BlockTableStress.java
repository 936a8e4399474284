package io.pageconsistency.nativememory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads use one table of blocks. All blocks share one bucket, and the table may grow. */
public class BlockTableStress {
    /** Few buckets, so that a state is small and the table soon grows. */
    private static final int BITS = 4;
    /** With one more block the table grows. */
    private static final int FULL = 15;
    private static final long SIZE = 8;

    /** The numbers of blocks that share the first bucket, before and after the table has grown once. */
    private static final long[] KEYS = new long[FULL + 2];

    static {
        long key = 0;
        for (int i = 0; i < KEYS.length; i++) {
            do {
                key += SIZE;
            } while (key * 0x9E3779B97F4A7C15L >>> 64 - BITS - 1 != 0);
            KEYS[i] = key;
        }
    }

    /** The common part of the states: a table with some blocks in it. */
    private static class Blocks extends BlockTable {
        Blocks(int count) {
            super(BITS);
            for (int i = 0; i < count; i++) {
                put(block(i));
            }
        }

        @Override
        long keyOf(NativeBlock block) {
            return block.base();
        }

        static NativeBlock block(int number) {
            return new NativeBlock(KEYS[number], SIZE);
        }

        /** 1 if the block is there and complete, otherwise 0. */
        int has(int number) {
            NativeBlock found = find(KEYS[number]);
            return found == null ? 0 : found.base() == KEYS[number] && found.size() == SIZE && found.isLive() ? 1 : -1;
        }

        /** The number of blocks that are there, out of the first {@code count}; -1 if {@link #forEach} shows another number. */
        int count(int count) {
            int found = 0;
            for (int i = 0; i < count; i++) {
                found += has(i);
            }
            int[] shown = new int[1];
            forEach(block -> shown[0]++);
            return shown[0] == found ? found : -1;
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "none yet, or a whole block")
    @Outcome(expect = FORBIDDEN, desc = "a block of which something is missing, or lost")
    @State
    public static class Publication {
        private final Blocks table = new Blocks(0);

        @Actor
        public void put() {
            table.put(Blocks.block(0));
        }

        @Actor
        public void find(II_Result r) {
            r.r1 = table.has(0);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = table.count(1);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "both are there")
    @Outcome(expect = FORBIDDEN, desc = "one replaced the other, or is lost")
    @State
    public static class TwoInOneBucket {
        private final Blocks table = new Blocks(0);

        @Actor
        public void one(III_Result r) {
            r.r1 = table.put(Blocks.block(0)) == null ? 0 : 1;
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = table.put(Blocks.block(1)) == null ? 0 : 1;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = table.count(2);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 0, 1"}, expect = ACCEPTABLE, desc = "the later one replaced the earlier one")
    @Outcome(expect = FORBIDDEN, desc = "both are there, or neither was replaced")
    @State
    public static class TwoWithOneNumber {
        private final Blocks table = new Blocks(0);

        @Actor
        public void one(III_Result r) {
            r.r1 = table.put(Blocks.block(0)) == null ? 0 : 1;
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = table.put(Blocks.block(0)) == null ? 0 : 1;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = table.count(1);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1, 0", "1, 0, 0"}, expect = ACCEPTABLE, desc = "one of them takes it out")
    @Outcome(expect = FORBIDDEN, desc = "both do, or neither")
    @State
    public static class TwoTakeItOut {
        private final Blocks table = new Blocks(1);
        private final NativeBlock block = table.find(KEYS[0]);

        @Actor
        public void one(III_Result r) {
            r.r1 = table.remove(block) ? 1 : 0;
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = table.remove(block) ? 1 : 0;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = table.count(1);
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 0, 1"}, expect = ACCEPTABLE, desc = "taken out and then entered anew, or replaced and not taken out")
    @Outcome(expect = FORBIDDEN, desc = "the new block was taken out, or the old one is there")
    @State
    public static class AnewWhileTheOldOneGoes {
        private final Blocks table = new Blocks(1);
        private final NativeBlock block = table.find(KEYS[0]);

        @Actor
        public void remove(III_Result r) {
            r.r1 = table.remove(block) ? 1 : 0;
        }

        @Actor
        public void put(III_Result r) {
            r.r2 = table.put(Blocks.block(0)) == block ? 1 : 0;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = table.find(KEYS[0]) == block ? 0 : table.count(1);
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 17", expect = ACCEPTABLE, desc = "all are there")
    @Outcome(expect = FORBIDDEN, desc = "some are lost, or are there twice")
    @State
    public static class PutWhileItGrows {
        private final Blocks table = new Blocks(FULL);

        @Actor
        public void grow(III_Result r) {
            r.r1 = table.put(Blocks.block(FULL)) == null ? 0 : 1;
        }

        @Actor
        public void put(III_Result r) {
            r.r2 = table.put(Blocks.block(FULL + 1)) == null ? 0 : 1;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = table.count(FULL + 2);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 16", expect = ACCEPTABLE, desc = "what is there is found")
    @Outcome(expect = FORBIDDEN, desc = "it was not found for a while, or is lost")
    @State
    public static class FindWhileItGrows {
        private final Blocks table = new Blocks(FULL);

        @Actor
        public void grow() {
            table.put(Blocks.block(FULL));
        }

        @Actor
        public void find(II_Result r) {
            r.r1 = table.has(FULL / 2);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = table.count(FULL + 1);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 15", expect = ACCEPTABLE, desc = "it is gone, and no other")
    @Outcome(expect = FORBIDDEN, desc = "it came back, or others went")
    @State
    public static class RemoveWhileItGrows {
        private final Blocks table = new Blocks(FULL);
        private final NativeBlock block = table.find(KEYS[FULL / 2]);

        @Actor
        public void grow() {
            table.put(Blocks.block(FULL));
        }

        @Actor
        public void remove(II_Result r) {
            r.r1 = table.remove(block) ? 1 : 0;
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = table.has(FULL / 2) == 0 ? table.count(FULL + 1) : -1;
        }
    }
}
