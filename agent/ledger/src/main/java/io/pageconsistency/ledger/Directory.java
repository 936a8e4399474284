package io.pageconsistency.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Regions by address.
 *
 * <p>Two levels, each an immutable array sorted by address: a root of blocks, and blocks of at most {@value #BLOCK}
 * regions. A change copies one block and the root and publishes the new root by one volatile store, so a look-up takes no
 * lock, sees one instant, and costs two binary searches. One array would make opening a region cost the square of their
 * number; a skip list costs a cache miss a level.
 *
 * <p>Thread-safe.
 */
final class Directory {
    private static final int BLOCK = 256;
    private static final Root EMPTY = new Root(new long[0], new Block[0]);

    /** @param firsts the lowest address of each block */
    private record Root(long[] firsts, Block[] blocks) {
    }

    private record Block(long[] addresses, Region[] regions) {
    }

    private volatile Root root = EMPTY;

    /** The region an address lies in, or null. */
    Region find(long address) {
        Root r = root;
        int i = atOrBelow(r.firsts, address);
        if (i < 0) {
            return null;
        }
        Block block = r.blocks[i];
        int j = atOrBelow(block.addresses, address);
        // A block's first address is the root's, so j >= 0.
        Region region = block.regions[j];
        return address - region.address() < region.size() ? region : null;
    }

    /** The last index whose address is not above the given one, or -1. Addresses are unsigned, but never above 2^63. */
    private static int atOrBelow(long[] addresses, long address) {
        int low = 0;
        int high = addresses.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (addresses[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** Enters a region if none is there that overlaps it; whether it was entered. */
    synchronized boolean enterIfFree(Region region) {
        return overlapping(region) == null && enter(region).isEmpty();
    }

    /** Enters a region and removes those that overlap it, which are returned: their end was not seen. */
    synchronized List<Region> enter(Region region) {
        List<Region> replaced = new ArrayList<>();
        for (Region other = overlapping(region); other != null; other = overlapping(region)) {
            remove(other);
            replaced.add(other);
        }
        Root r = root;
        if (r.blocks.length == 0) {
            root = new Root(new long[] {region.address()}, new Block[] {block(region)});
            return replaced;
        }
        int i = Math.max(0, atOrBelow(r.firsts, region.address()));
        Block block = r.blocks[i];
        int j = atOrBelow(block.addresses, region.address()) + 1;
        root = with(r, i, split(inserted(block, j, region)));
        return replaced;
    }

    /** Removes a region; nothing happens when it is not there. */
    synchronized void remove(Region region) {
        Root r = root;
        int i = atOrBelow(r.firsts, region.address());
        if (i < 0) {
            return;
        }
        Block block = r.blocks[i];
        int j = atOrBelow(block.addresses, region.address());
        if (block.regions[j] == region) {
            root = with(r, i, block.regions.length == 1 ? new Block[0] : new Block[] {removed(block, j)});
        }
    }

    private Region overlapping(Region region) {
        Region below = find(region.address());
        // If no region covers the first byte, one that overlaps begins inside.
        return below != null ? below : last(region.address(), region.size());
    }

    /** The last region that begins in a range, or null. */
    Region last(long address, long size) {
        Root r = root;
        long last = address + size - 1;
        int i = atOrBelow(r.firsts, last);
        if (i < 0) {
            return null;
        }
        Block block = r.blocks[i];
        Region nearest = block.regions[atOrBelow(block.addresses, last)];
        return nearest.address() >= address ? nearest : null;
    }

    private static Block block(Region... regions) {
        return new Block(Arrays.stream(regions).mapToLong(Region::address).toArray(), regions);
    }

    private static Block inserted(Block block, int at, Region region) {
        Region[] regions = new Region[block.regions.length + 1];
        System.arraycopy(block.regions, 0, regions, 0, at);
        regions[at] = region;
        System.arraycopy(block.regions, at, regions, at + 1, block.regions.length - at);
        return block(regions);
    }

    private static Block removed(Block block, int at) {
        Region[] regions = new Region[block.regions.length - 1];
        System.arraycopy(block.regions, 0, regions, 0, at);
        System.arraycopy(block.regions, at + 1, regions, at, regions.length - at);
        return block(regions);
    }

    private static Block[] split(Block block) {
        int n = block.regions.length;
        return n <= BLOCK ? new Block[] {block}
                : new Block[] {block(Arrays.copyOfRange(block.regions, 0, n / 2)),
                        block(Arrays.copyOfRange(block.regions, n / 2, n))};
    }

    /** The root with one block replaced by none, one or two. */
    private static Root with(Root r, int at, Block... replacement) {
        int n = r.blocks.length;
        Block[] blocks = new Block[n - 1 + replacement.length];
        System.arraycopy(r.blocks, 0, blocks, 0, at);
        System.arraycopy(replacement, 0, blocks, at, replacement.length);
        System.arraycopy(r.blocks, at + 1, blocks, at + replacement.length, n - at - 1);
        long[] firsts = new long[blocks.length];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = blocks[i].addresses[0];
        }
        return new Root(firsts, blocks);
    }
}
