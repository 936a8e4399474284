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
 * What was held at some moment, and thus what has been taken since.
 *
 * <p>Memory that was held then and is held now counts as taken only if it is on record that somebody got it in between. Immutable.
 */
final class Held {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private record Place(int regionId, Extent extent) {
        static Place of(Holding holding) {
            return new Place(holding.regionId(), holding.extent());
        }
    }

    /** Holders may be null, so what is there is told by the keys. */
    private final Map<Place, Party> before = new HashMap<>();

    /** What is held now. */
    static Held now() {
        Held held = new Held();
        for (Holding holding : PageConsistency.holdings()) {
            held.before.put(Place.of(holding), holding.holder());
        }
        return held;
    }

    private Held() {
    }

    /** What was held then, and these pieces besides. */
    Held and(List<Holding> more) {
        Held all = new Held();
        all.before.putAll(before);
        more.forEach(holding -> all.before.put(Place.of(holding), holding.holder()));
        return all;
    }

    /** Whether that memory was held then, and by whom it is held now or was to the last; null for somebody not on record. */
    boolean has(int regionId, Extent extent, Party holder) {
        Place place = new Place(regionId, extent);
        return before.containsKey(place) && (holder == null || holder == before.get(place));
    }

    /** What is held now and was not then. */
    List<Holding> takenSince() {
        List<Holding> taken = new ArrayList<>();
        for (Holding holding : PageConsistency.holdings()) {
            if (!has(holding.regionId(), holding.extent(), holding.holder())) {
                taken.add(holding);
            }
        }
        return taken;
    }

    /** Waits until nothing is, and no longer than so long; what is still held then. */
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
