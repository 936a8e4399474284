package io.pageconsistency.ledger;

import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

import io.pageconsistency.region.Region;

/**
 * How often memory crossed between pools and users.
 *
 * <p>Only take-backs are counted, as they happen. Hand-outs follow from them: each one has been taken back, or is held now,
 * or was held when its region ended, and the bitmaps say what is held. So a healthy pair pays for one count instead of two.
 *
 * <p>Operations that contradict the record count as violations instead. In a program without any, both figures are exact at
 * rest. Thread-safe.
 */
public final class Transfers {
    private final ThreadCounter takenBack = new ThreadCounter();
    private final LongAdder allAtOnce = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Collection<Region> regions;
    private long mostHandOuts;

    Transfers(Collection<Region> regions) {
        this.regions = regions;
    }

    /** What {@link #takenBack} is to be given on this thread. */
    ThreadCounter.Stripe counter() {
        return takenBack.mine();
    }

    /** All of what {@link #counter} chooses from. */
    ThreadCounter.Stripe[] counters() {
        return takenBack.stripes();
    }

    /** @param counter the calling thread's, or null */
    void takenBack(ThreadCounter.Stripe counter) {
        takenBack.increment(counter);
    }

    /** So many hand-outs were taken back at once. */
    void takenBackAtOnce(long handOuts) {
        allAtOnce.add(handOuts);
    }

    /** A region has ended; what is still held of it will not be taken back. */
    void ended(Region region) {
        lost.add(region.handOutsHeld());
    }

    /** How often memory was taken back. */
    public long takeBacks() {
        return takenBack.sum() + allAtOnce.sum();
    }

    /**
     * How often memory was handed out; looks at all bitmaps. Never less than it said before: who computes rates would take
     * that for a new beginning.
     */
    public synchronized long handOuts() {
        long sum = takeBacks() + lost.sum();
        for (Region region : regions) {
            sum += region.handOutsHeld();
        }
        mostHandOuts = Math.max(mostHandOuts, sum);
        return mostHandOuts;
    }
}
