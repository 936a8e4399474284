package io.pageconsistency.hooks;

/**
 * How Netty's pooled allocator packs into a {@code long} what a buffer occupies.
 *
 * <pre>
 *   63      49 48       34    33     32    31          0
 *   first page | page count | used | slot | slot's index
 * </pre>
 *
 * <p>Constants, no methods: hooks and advice have them without a class to load.
 */
public final class NettyHandle {
    /** The first page of the run. */
    public static final int PAGE_SHIFT = 49;
    /** The number of pages of the run. */
    public static final int COUNT_SHIFT = 34;
    public static final long COUNT_MASK = 0x7fff;
    /** Set when the buffer occupies one slot of the run, not all of it. */
    public static final int SLOT_SHIFT = 32;
    public static final long SLOT = 1L << SLOT_SHIFT;

    private NettyHandle() {
    }
}
