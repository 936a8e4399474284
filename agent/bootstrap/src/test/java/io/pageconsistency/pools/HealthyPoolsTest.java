package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static io.pageconsistency.pools.PoolBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Healthy pools with several threads that pass memory to each other: there must be no findings. */
class HealthyPoolsTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 20_000;
    private static final int PIECES = 64;

    /** A hand-out: place, length and object. */
    private record Piece(long where, long bytes, Object handle) {
    }

    /** The shapes of pools. */
    enum Shape {
        /** Whole pages, each time in a new object. */
        PAGES(PoolKind.Unit.ADDRESS, PAGE, i -> new Piece(at(i), PAGE, new Object())),
        /** Two pieces in one page, one of which begins at its start. */
        PARTS(PoolKind.Unit.ADDRESS, PAGE,
                i -> new Piece(at(i / 2) + i % 2 * 1_000, i % 2 == 0 ? 1_000 : PAGE - 1_000, new Object())),
        /** Two pieces of more than two pages each; one ends in the page in which the other begins. */
        RUNS(PoolKind.Unit.ADDRESS, PAGE, i -> new Piece(at(i / 2 * 5) + i % 2 * (2 * PAGE + 1_000), 2 * PAGE + 1_000, new Object())),
        /** Adjacent pieces that get longer each time. */
        LENGTHS(PoolKind.Unit.ADDRESS, 1_024, i -> new Piece(at(i), 1 + ThreadLocalRandom.current().nextLong(PAGE), new Object())),
        /** The same with an unknown page size. */
        LEARNED(PoolKind.Unit.ADDRESS, 0, i -> new Piece(at(i), 1 + ThreadLocalRandom.current().nextLong(PAGE), new Object())),
        BYTES(PoolKind.Unit.ADDRESS, 0, i -> new Piece(PoolBench.BASE + 24L * i, 24, new Object())),
        NUMBERS(PoolKind.Unit.INDEX, PAGE, i -> new Piece(i, PAGE, new Object())),
        OBJECTS(PoolKind.Unit.IDENTITY, PAGE, i -> new Piece(0, PAGE, new Object()));

        private final PoolKind.Unit unit;
        private final long pageBytes;
        private final IntFunction<Piece> pieces;

        Shape(PoolKind.Unit unit, long pageBytes, IntFunction<Piece> pieces) {
            this.unit = unit;
            this.pageBytes = pageBytes;
            this.pieces = pieces;
        }
    }

    private final PoolBench bench = new PoolBench();

    @ParameterizedTest
    @EnumSource
    void nothingIsFound(Shape shape) throws Exception {
        PoolKind kind = PoolBench.kind(shape.unit, PoolKind.Handles.IDENTITY, shape.pageBytes);
        Object pool = new Object();
        ConcurrentLinkedQueue<Integer> free = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < PIECES; i++) {
            free.add(i);
        }
        ConcurrentLinkedQueue<Supplier<Integer>> given = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int seed = t;
            done.add(threads.submit(() -> work(shape, kind, pool, free, given, new Random(seed))));
        }
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();
        given.forEach(back -> free.add(back.get()));
        assertThat(bench.findings()).isEmpty();
        assertThat(bench.held()).isZero();
        assertThat(free).hasSize(PIECES);
        assertThat(bench.ledger.transfers().takeBacks()).isEqualTo(bench.ledger.transfers().handOuts()).isPositive();
    }

    private void work(Shape shape, PoolKind kind, Object pool, ConcurrentLinkedQueue<Integer> free,
            ConcurrentLinkedQueue<Supplier<Integer>> given, Random random) {
        for (int round = 0; round < ROUNDS; round++) {
            Integer number = free.poll();
            if (number != null) {
                Piece piece = shape.pieces.apply(number);
                bench.out(kind, pool, piece.handle, piece.where, piece.bytes);
                boolean told = random.nextBoolean();
                given.add(() -> {
                    bench.back(kind, pool, piece.handle, piece.where, told ? piece.bytes : -1);
                    return number;
                });
            }
            Supplier<Integer> back = random.nextInt(3) > 0 ? given.poll() : null;
            if (back != null) {
                free.add(back.get());
            }
        }
    }
}
