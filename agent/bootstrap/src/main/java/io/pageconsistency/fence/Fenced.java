package io.pageconsistency.fence;

import io.pageconsistency.freed.Guarded;
import io.pageconsistency.region.Region;

/** What a region knows of its memory that is {@linkplain Fence fenced}. */
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
