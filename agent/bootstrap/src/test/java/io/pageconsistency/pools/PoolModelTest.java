package io.pageconsistency.pools;

import static io.pageconsistency.pools.PoolBench.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pool with random right and wrong operations, compared with a model that keeps an owner for every byte.
 *
 * <p>A round ends with its first fault, because the consequences of a fault are not counted.
 */
class PoolModelTest {
    private static final int ROUNDS = 300;
    private static final int STEPS = 60;
    private static final int GRAIN = 512;
    /** The size in grains; more than two windows of pages. */
    private static final int PLACES = 96;

    /** The holder of each grain: 0 for none, else the hand-out's number. */
    private final int[] owners = new int[PLACES];
    private final int[] starts = new int[PLACES + 1];
    private final int[] lengths = new int[PLACES];
    private int handOuts;

    private PoolBench bench;
    private PoolKind kind;
    private Object pool;

    private long at(int place) {
        return PoolBench.BASE + (long) place * GRAIN + 64;
    }

    /** On the page grid or off it, in whole pages or not, with a known native block or not. */
    @ParameterizedTest
    @CsvSource({"4096, 8, false", "4096, 8, true", "4096, 1, false", "4096, 1, true", "0, 1, false", "0, 1, true",
            "1024, 1, true", "512, 1, true"})
    void agreesWithTheModel(long pageBytes, int step, boolean nativeMemory) {
        Random random = new Random(pageBytes * 31 + step * 7 + (nativeMemory ? 1 : 0));
        int faults = 0;
        for (int round = 0; round < ROUNDS; round++) {
            begin(pageBytes, nativeMemory);
            for (int i = 0; i < STEPS && bench.violations.isEmpty(); i++) {
                String expected = random.nextInt(3) == 0 ? back(random, step) : out(random, step);
                assertThat(bench.findings()).as("round %d, step %d: %s", round, i, expected)
                        .hasSize(expected.isEmpty() ? 0 : 1);
                if (!expected.isEmpty()) {
                    faults++;
                    assertThat(expected).contains(bench.violations.get(0).kind().name());
                }
            }
            if (bench.violations.isEmpty()) {
                assertThat(bench.ledger.transfers().handOuts()).isEqualTo(handOuts);
                bench.trackedPools.reset(kind, pool);
                assertThat(bench.held()).isZero();
            }
        }
        assertThat(faults).isGreaterThan(ROUNDS / 2);
    }

    private void begin(long pageBytes, boolean nativeMemory) {
        bench = new PoolBench();
        kind = PoolBench.kind(PoolKind.Unit.ADDRESS, PoolKind.Handles.NONE, pageBytes);
        pool = new Object();
        handOuts = 0;
        Arrays.fill(owners, 0);
        Arrays.fill(starts, 0);
        Arrays.fill(lengths, 0);
        if (nativeMemory) {
            bench.nativeMemory.allocated(at(0) - 48, 48 + PLACES * GRAIN);
        }
    }

    /** @return the kinds that may be found, or nothing */
    private String out(Random random, int step) {
        int place = random.nextInt(PLACES / step) * step;
        int length = Math.min(PLACES - place, random.nextBoolean() ? step : 1 + random.nextInt(2 * (int) (PAGE / GRAIN)));
        boolean free = true;
        for (int i = place; i < place + length; i++) {
            free &= owners[i] == 0;
        }
        if (!free && random.nextInt(20) != 0) {
            // A fault ends the round, so faults are rare enough that most rounds have some operations first.
            return "";
        }
        handOuts++;
        for (int i = place; i < place + length; i++) {
            owners[i] = handOuts;
        }
        lengths[place] = length;
        starts[place] = handOuts;
        bench.out(kind, pool, null, at(place), (long) length * GRAIN);
        return free ? "" : "DOUBLE_ALLOC";
    }

    private String back(Random random, int step) {
        int place = random.nextInt(PLACES / step) * step;
        boolean held = owners[place] != 0 && starts[place] == owners[place];
        int right = random.nextInt(20);
        if (right != 0 && !held) {
            return "";
        }
        int length = held && right != 1 ? lengths[place] : 1 + random.nextInt(PLACES - place);
        boolean same = held && length == lengths[place];
        int owner = owners[place];
        bench.back(kind, pool, null, at(place), random.nextInt(4) == 0 && same ? -1 : (long) length * GRAIN);
        if (same) {
            for (int i = place; i < place + length; i++) {
                owners[i] = owners[i] == owner ? 0 : owners[i];
            }
        }
        return same ? "" : held ? "SIZE_MISMATCH DOUBLE_FREE INVALID_FREE" : "DOUBLE_FREE INVALID_FREE SIZE_MISMATCH";
    }
}
