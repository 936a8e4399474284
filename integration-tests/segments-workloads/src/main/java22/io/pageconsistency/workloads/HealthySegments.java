package io.pageconsistency.workloads;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Correct use of pools over memory segments by several threads, each of which must find in its memory what it wrote there.
 *
 * <p>Arguments: {@code shapes}, names joined by {@code +}; {@code rounds} of each thread. The program also reuses memory without a
 * pool: through {@code prefixAllocator}, and through arenas that are opened and closed.
 */
public final class HealthySegments {
    private static final int THREADS = 4;
    private static final int KEPT = 6;
    /** Each thread must take memory in at least one of this many rounds. Otherwise it continues with further rounds. */
    private static final int LEAST_SHARE = 100;
    private static final ValueLayout.OfLong STAMP = ValueLayout.JAVA_LONG_UNALIGNED;

    private HealthySegments() {
    }

    public static void main(String[] args) throws InterruptedException {
        Arguments arguments = new Arguments(args);
        int rounds = arguments.number("rounds", 20_000);
        AtomicLong wrong = new AtomicLong();
        AtomicLong taken = new AtomicLong();
        for (String name : arguments.text("shapes", String.join("+", Shape.ALL)).split("\\+")) {
            Shape shape = Shape.of(name, Arena.ofAuto());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                Thread thread = new Thread(() -> {
                    long[] sums = traffic(shape, rounds, random);
                    taken.addAndGet(sums[0]);
                    wrong.addAndGet(sums[1]);
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            shape.end();
        }
        confined();
        reuseByDesign();
        new Outcome().with("wrong", wrong).with("taken", taken).print();
    }

    /** @return how many times memory was taken, and how many times it had other contents than were written */
    private static long[] traffic(Shape shape, int rounds, SplittableRandom random) {
        Deque<MemorySegment> kept = new ArrayDeque<>();
        long taken = 0;
        long wrong = 0;
        // A slice pool may have no room for long, because all slices must be given back first and threads wait for a processor.
        for (int round = 0; round < rounds || taken < rounds / LEAST_SHARE; round++) {
            if (kept.size() < KEPT && random.nextInt(3) != 0) {
                MemorySegment segment = shape.get(16 + random.nextInt(4 * Shape.PAGE - 16));
                if (segment != null) {
                    taken++;
                    write(segment);
                    kept.add(segment);
                }
            } else if (!kept.isEmpty()) {
                wrong += giveBack(shape, random.nextBoolean() ? kept.pollFirst() : kept.pollLast());
            }
        }
        for (MemorySegment segment : kept) {
            wrong += giveBack(shape, segment);
        }
        return new long[] {taken, wrong};
    }

    private static void write(MemorySegment segment) {
        long stamp = System.identityHashCode(segment) ^ Thread.currentThread().threadId() << 32;
        segment.set(STAMP, 0, stamp);
        segment.set(STAMP, segment.byteSize() - Long.BYTES, stamp);
    }

    private static int giveBack(Shape shape, MemorySegment segment) {
        long stamp = System.identityHashCode(segment) ^ Thread.currentThread().threadId() << 32;
        boolean intact = segment.get(STAMP, 0) == stamp && segment.get(STAMP, segment.byteSize() - Long.BYTES) == stamp;
        shape.put(segment);
        return intact ? 0 : 1;
    }

    /** Opens arenas one after the other, each with its own pools, which often have the addresses of earlier ones. */
    private static void confined() {
        for (int i = 0; i < 200; i++) {
            try (Arena arena = Arena.ofConfined()) {
                Shape one = Shape.of("stack", arena);
                Shape other = Shape.of("stack", arena);
                MemorySegment[] held = new MemorySegment[8];
                Arrays.setAll(held, n -> (n % 2 == 0 ? one : other).get(Shape.PAGE));
                for (int n = 0; n < held.length; n++) {
                    (n % 2 == 0 ? one : other).put(held[n]);
                }
            }
        }
    }

    private static void reuseByDesign() {
        try (Arena arena = Arena.ofConfined()) {
            SegmentAllocator prefix = SegmentAllocator.prefixAllocator(arena.allocate(Shape.PAGE));
            SegmentAllocator slices = SegmentAllocator.slicingAllocator(arena.allocate(1 << 20));
            for (int i = 0; i < 1_000; i++) {
                prefix.allocate(100 + i).fill((byte) 1);
                slices.allocate(100 + i).fill((byte) 1);
            }
        }
        for (int i = 0; i < 10_000; i++) {
            try (Arena arena = Arena.ofConfined()) {
                arena.allocate(16).fill((byte) 1);
                arena.allocateFrom("small segments come from caches of the JDK").fill((byte) 1);
            }
        }
    }
}
