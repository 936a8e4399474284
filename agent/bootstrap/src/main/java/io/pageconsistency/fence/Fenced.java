package io.pageconsistency.fence;

import io.pageconsistency.freed.Guarded;
import io.pageconsistency.region.Region;

/** The entry of one {@linkplain Fence fence} among the guarded memory of its region. */
final class Fenced extends Guarded {
    private final Fences fences;

    Fenced(Fences fences, Region region, long from, long end) {
        super(region, from, end);
        this.fences = fences;
    }

    @Override
    public Runnable open(long start, long before, Why why) {
        if (why == Why.GONE) {
            fences.gone(region(), start, before);
        } else {
            fences.open(region(), start, before);
        }
        return null;
    }

    @Override
    public Guarded rest(long start, long before) {
        return new Fenced(fences, region(), start, before);
    }
}
