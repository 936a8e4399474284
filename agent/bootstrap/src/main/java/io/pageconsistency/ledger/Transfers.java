package io.pageconsistency.ledger;

import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

import io.pageconsistency.region.Region;

/**
 * Counts the transfers between pools and users.
 *
 * <p>Only take-backs are counted when they happen. The hand-outs are computed: each one was taken back, or is held now, or was held
 * when its region was closed, and the cells tell what is held. So a pair of hand-out and take-back pays for one count instead of
 * two.
 *
 * <p>Operations that are violations are not counted. In a program without violations both figures are exact while no memory is
 * transferred. Thread-safe.
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

    /** The calling thread's argument for {@link #takenBack}. */
    ThreadCounter.Stripe counter() {
        return takenBack.ownStripe();
    }

    /** The stripes that {@link #counter} chooses from. */
    ThreadCounter.Stripe[] counters() {
        return takenBack.stripes();
    }

    /** @param counter the calling thread's stripe, or null */
    void takenBack(ThreadCounter.Stripe counter) {
        takenBack.increment(counter);
    }

    /** Counts so many take-backs at once. */
    void takenBackAtOnce(long handOuts) {
        allAtOnce.add(handOuts);
    }

    /** A region was closed; what is still held of it will never be taken back. */
    void ended(Region region) {
        lost.add(region.handOutsHeld());
    }

    /** The number of take-backs so far. */
    public long takeBacks() {
        return takenBack.sum() + allAtOnce.sum();
    }

    /**
     * The number of hand-outs so far; reads the whole record. Never decreases, because metric systems take a decrease for a
     * restart.
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
