package io.pageconsistency.region;

import java.util.ArrayList;
import java.util.List;


/**
 * Finds regions by address.
 *
 * <p>An immutable tree of {@link Tiles}, whose root spans no more of the address space than the regions do. A change copies the
 * arrays on the path to the region and publishes the new root by one volatile store. So a look-up takes no lock and sees a
 * consistent state. Its cost grows with the depth: one load for each factor of {@value Tiles#TILES} between the extent of all
 * regions and the distance of neighbours. Sorted arrays took a cache miss for each factor of two.
 *
 * <p>Thread-safe.
 */
public final class Directory {
    private static final Root EMPTY = new Root(0, Tiles.LEAST_SHIFT, new Object[Tiles.TILES]);

    /** @param begin the first address of the tiles, a multiple of their total size; each tile has 2^shift bytes */
    private record Root(long begin, int shift, Object[] tiles) {
        boolean spans(long address) {
            return (address ^ begin) >>> shift < Tiles.TILES;
        }

        /** The same regions under a root that spans {@value Tiles#TILES} times as many addresses. */
        Root wider() {
            int wide = shift + Tiles.BITS;
            Object[] wider = new Object[Tiles.TILES];
            wider[Tiles.index(begin, wide)] = Tiles.simplest(tiles);
            return new Root(aligned(begin, wide), wide, wider);
        }

        /** The same regions without the top levels that have only one child. */
        Root narrowed() {
            Object only = null;
            int at = -1;
            for (int i = 0; i < Tiles.TILES; i++) {
                if (tiles[i] != null) {
                    if (only != null) {
                        return this;
                    }
                    only = tiles[i];
                    at = i;
                }
            }
            return only == null ? EMPTY : only instanceof Object[] finer
                    ? new Root(begin + ((long) at << shift), shift - Tiles.BITS, finer).narrowed() : this;
        }

        static long aligned(long address, int shift) {
            // In two steps, because one shift by 64 bits would be a shift by 0.
            return address >>> shift >>> Tiles.BITS << Tiles.BITS << shift;
        }
    }

    private volatile Root root = EMPTY;

    /** The region that contains an address, or null. */
    public Region find(long address) {
        Root r = root;
        return r.spans(address) ? Tiles.find(r.tiles, r.shift, address) : null;
    }

    /** Enters a region unless it overlaps another one; returns whether it was entered. */
    public synchronized boolean enterIfFree(Region region) {
        return overlapping(region) == null && enter(region).isEmpty();
    }

    /**
     * Enters a region. Removes and returns the regions that it overlaps, whose end the agent has not seen. A region beyond address
     * 2^63, where there is no memory, is not entered.
     */
    public synchronized List<Region> enter(Region region) {
        List<Region> replaced = new ArrayList<>();
        for (Region other = overlapping(region); other != null; other = overlapping(region)) {
            remove(other);
            replaced.add(other);
        }
        long last = region.address() + region.size() - 1;
        if (region.address() < 0 || last < 0) {
            return replaced;
        }
        Root r = root;
        if (r == EMPTY) {
            r = new Root(Root.aligned(region.address(), Tiles.LEAST_SHIFT), Tiles.LEAST_SHIFT, EMPTY.tiles);
        }
        while (!r.spans(region.address()) || !r.spans(last)) {
            r = r.wider();
        }
        root = new Root(r.begin, r.shift, Tiles.with(r.tiles, r.shift, r.begin, region));
        return replaced;
    }

    /** Removes a region; does nothing if it is not there. */
    public synchronized void remove(Region region) {
        Root r = root;
        if (find(region.address()) == region) {
            root = new Root(r.begin, r.shift, Tiles.without(r.tiles, r.shift, r.begin, region)).narrowed();
        }
    }

    private Region overlapping(Region region) {
        return lastReaching(region.address(), region.size());
    }

    /** The region with the highest start in a range, or null. */
    public Region last(long address, long size) {
        Region nearest = lastReaching(address, size);
        return nearest != null && nearest.address() >= address ? nearest : null;
    }

    private Region lastReaching(long address, long size) {
        Root r = root;
        long first = Math.max(address, r.begin);
        long last = Math.min(address + size - 1, Tiles.last(r.begin, r.shift));
        return first <= last ? Tiles.lastReaching(r.tiles, r.shift, first, last) : null;
    }
}
