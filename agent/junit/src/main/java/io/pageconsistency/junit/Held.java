package io.pageconsistency.junit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.pageconsistency.Extent;
import io.pageconsistency.Holding;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Party;

/**
 * The memory that was held at one moment, to find out what was taken since.
 *
 * <p>Memory that was held then and is held now counts as taken only if a hand-out in between is on record. Immutable.
 */
final class Held {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private record Place(int regionId, Extent extent) {
        static Place of(Holding holding) {
            return new Place(holding.regionId(), holding.extent());
        }
    }

    /** The holder of each piece; null if not on record. */
    private final Map<Place, Party> before = new HashMap<>();

    /** The memory that is held now. */
    static Held now() {
        Held held = new Held();
        for (Holding holding : PageConsistency.holdings()) {
            held.before.put(Place.of(holding), holding.holder());
        }
        return held;
    }

    private Held() {
    }

    /** This memory and further pieces. */
    Held and(List<Holding> more) {
        Held all = new Held();
        all.before.putAll(before);
        more.forEach(holding -> all.before.put(Place.of(holding), holding.holder()));
        return all;
    }

    /** Whether memory was held then by the same holder; a holder of null, which is not on record, equals any. */
    boolean has(int regionId, Extent extent, Party holder) {
        Place place = new Place(regionId, extent);
        return before.containsKey(place) && (holder == null || holder == before.get(place));
    }

    /** The memory that is held now and was not held then. */
    List<Holding> takenSince() {
        List<Holding> taken = new ArrayList<>();
        for (Holding holding : PageConsistency.holdings()) {
            if (!has(holding.regionId(), holding.extent(), holding.holder())) {
                taken.add(holding);
            }
        }
        return taken;
    }

    /** Waits until all memory taken since is given back, at most for a time; returns what is still held. */
    List<Holding> awaitReleased(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE;
        List<Holding> taken = takenSince();
        while (!taken.isEmpty() && System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            taken = takenSince();
        }
        return taken;
    }
}
