package io.pageconsistency.benchmarks.pairs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The algorithm of the Linux page consistency checker (RFC of April 2026), written after its description, for comparison.
 *
 * <p>There are two bitmaps, primary (1 = allocated) and secondary (1 = free), with 64 pages a word. For each page of an allocation,
 * the two bits are compared, then the primary bit is tested and set, then the secondary bit is tested and cleared. A free does the
 * reverse. A comparison that fails is repeated, because the two updates are not one step.
 *
 * <p>Thread-safe in the RFC's own sense: a concurrent check may, rarely, see a violation where there is none.
 */
public final class PerPageBitmaps {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RETRIES = 3;

    private final long pages;
    private final long[] primary;
    private final long[] secondary;
    private final boolean counting;
    private final AtomicLong tracked = new AtomicLong();
    private final AtomicLong allocations = new AtomicLong();
    private final AtomicLong frees = new AtomicLong();
    private final AtomicLong violations = new AtomicLong();

    /**
     * @param pages at most 2^37
     * @param counting whether to keep the RFC's statistics: the number of tracked pages, updated for each page, and the number of
     * operations. Otherwise only the bitmaps are updated
     */
    public PerPageBitmaps(long pages, boolean counting) {
        this.pages = pages;
        this.counting = counting;
        primary = new long[Math.toIntExact((pages + Long.SIZE - 1) / Long.SIZE)];
        secondary = new long[primary.length];
        Arrays.fill(secondary, -1);
    }

    /** Records that pages are allocated. */
    public void allocate(long first, long count) {
        for (long page = first; page < first + count; page++) {
            if (outside(page)) {
                continue;
            }
            if (!consistent(page) | set(page)) {
                violations.incrementAndGet();
            } else if (counting) {
                tracked.incrementAndGet();
            }
        }
        if (counting) {
            allocations.incrementAndGet();
        }
    }

    /** Records that pages are freed. */
    public void free(long first, long count) {
        for (long page = first; page < first + count; page++) {
            if (outside(page)) {
                continue;
            }
            if (!consistent(page) | !clear(page)) {
                violations.incrementAndGet();
            } else if (counting) {
                tracked.decrementAndGet();
            }
        }
        if (counting) {
            frees.incrementAndGet();
        }
    }

    /** The number of allocated pages, if counted. */
    public long tracked() {
        return tracked.get();
    }

    /** The number of operations so far, if counted. */
    public long operations() {
        return allocations.get() + frees.get();
    }

    public long violations() {
        return violations.get();
    }

    /** Flips one bit of the primary bitmap, as a defect would. */
    void corrupt(long page) {
        primary[word(page)] ^= bit(page);
    }

    private boolean outside(long page) {
        return page < 0 || page >= pages;
    }

    private static int word(long page) {
        return (int) (page / Long.SIZE);
    }

    private static long bit(long page) {
        return 1L << page;
    }

    private boolean consistent(long page) {
        for (int i = 0; i < RETRIES; i++) {
            if (bitsDiffer(page)) {
                return true;
            }
        }
        VarHandle.acquireFence();
        return bitsDiffer(page);
    }

    private boolean bitsDiffer(long page) {
        long both = (long) WORD.getVolatile(primary, word(page)) ^ (long) WORD.getVolatile(secondary, word(page));
        return (both & bit(page)) != 0;
    }

    /** Marks a page as allocated. Returns whether it already was. */
    private boolean set(long page) {
        long before = (long) WORD.getAndBitwiseOr(primary, word(page), bit(page));
        WORD.getAndBitwiseAnd(secondary, word(page), ~bit(page));
        return (before & bit(page)) != 0;
    }

    /** Marks a page as free. Returns whether it was allocated. */
    private boolean clear(long page) {
        long before = (long) WORD.getAndBitwiseAnd(primary, word(page), ~bit(page));
        WORD.getAndBitwiseOr(secondary, word(page), bit(page));
        return (before & bit(page)) != 0;
    }
}
