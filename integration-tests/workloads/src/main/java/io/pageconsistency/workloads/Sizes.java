package io.pageconsistency.workloads;

import java.util.SplittableRandom;

/** The sizes of the buffers of a random load: mostly slots, many runs, sometimes more than a chunk. */
final class Sizes {
    private static final int LARGEST_SLOT = 28 * 1024;

    private Sizes() {
    }

    static int next(SplittableRandom random) {
        int kind = random.nextInt(256);
        if (kind == 0) {
            return random.nextInt(Pools.CHUNK + 1, 3 * Pools.CHUNK);
        }
        if (kind < 48) {
            return random.nextInt(LARGEST_SLOT + 1, 24 * Pools.PAGE);
        }
        if (kind < 56) {
            return random.nextInt(24 * Pools.PAGE, Pools.CHUNK + 1);
        }
        // Sizes between 16 and 32 bytes are as likely as those between 16 and 28 KiB.
        int bound = Stamped.MINIMUM << random.nextInt(11);
        return random.nextInt(bound, Math.min(2 * bound, LARGEST_SLOT + 1));
    }
}
