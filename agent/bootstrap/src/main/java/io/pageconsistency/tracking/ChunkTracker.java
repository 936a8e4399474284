package io.pageconsistency.tracking;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.freed.FreedMemory;
import io.pageconsistency.life.LifeTracker;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;

/**
 * What is told of pools that carve chunks up without claiming memory before they hand it out.
 *
 * <p>A chunk is either divided into cells of one size, which are the pages of its region, or it is not, and its hand-outs are
 * so many bytes from anywhere. Either way a hand-out is known by the byte at which it begins in its chunk.
 *
 * <p>Order, threads and errors as for {@link PoolTracker}, and a record as that is. What returns an error is called where
 * violations are thrown: before the memory crosses, which it then must not.
 *
 * @param carving set while a thread has a divided chunk give memory to a buffer
 */
public record ChunkTracker(PoolTracker pools, LifeTracker lives, ThreadLocal<Carving> carving) {
    /** Instead of a length that the pool does not say. */
    public static final int UNSAID = -1;

    public ChunkTracker(PoolTracker pools, LifeTracker lives) {
        this(pools, lives, new ThreadLocal<>());
    }

    /**
     * A chunk was made.
     *
     * @param memory where it lies, as the agent can tell
     * @param origin where its first cell begins in it; else 0
     * @param size in bytes, from there on
     * @param cell the size of its cells; the whole size where it is not divided
     * @param single whether each of its cells is for one user, and no user gets more than one
     */
    public void opened(String allocator, Object chunk, Object memory, int origin, int size, int cell, boolean single) {
        pools.regions().openedAfresh(allocator, chunk, memory, traits(single), () -> geometry(memory, origin, size, cell));
    }

    /** A chunk is noticed that was made before. Called by adopters; parameters as in {@link #opened}. */
    public void adopted(String allocator, Object chunk, Object memory, int origin, int size, int cell, boolean single) {
        pools.regions().adopted(allocator, chunk, memory, traits(single), () -> geometry(memory, origin, size, cell));
    }

    private static Traits traits(boolean single) {
        return single ? Traits.CUT_CHUNK : Traits.CHUNK;
    }

    private Geometry geometry(Object memory, int origin, int size, int cell) {
        long address = pools.regions().addressOf(memory);
        if (address == 0) {
            // Told by where it lies in its chunk.
            return new Geometry(0, origin, size, cell, false, size + " bytes on the heap" + (cell == size ? "" : ", in pages"),
                    Geometry.Terms.OFFSETS);
        }
        return new Geometry(address + origin, origin, size, cell, false);
    }

    private static boolean isDivided(Region region) {
        return region.pageCount() > 1;
    }

    /**
     * Memory is about to cross to a user.
     *
     * @param start its first byte in the chunk
     * @param length how many bytes he may come to use
     */
    public void handedOut(Object chunk, int start, int length) {
        try {
            Region region = pools.regionOf(chunk);
            if (region != null) {
                handOut(region, start, length);
            }
        } catch (Throwable e) {
            unrecorded(e, chunk, start, length);
        }
    }

    private void handOut(Region region, int start, int length) {
        if (isDivided(region)) {
            pools.ledger().handOut(region, cellOf(region, start), cells(region, length), start, length);
        } else {
            pools.ledger().bytes().handOutWithin(region, region.address() + start, length);
        }
    }

    private static long cellOf(Region region, int start) {
        return region.pageAtOffset(start - region.origin());
    }

    private static int cells(Region region, int length) {
        int cell = (int) region.pageSize();
        return length <= cell || region.isOfSinglePages() ? 1 : (length - 1) / cell + 1;
    }

    /** The pool failed while it handed memory out, so that nobody has it. */
    public void handOutFailed(Object chunk, int start, int length) {
        unrecorded(null, chunk, start, length);
    }

    /**
     * Memory is about to cross back.
     *
     * @param length as when it was handed out, or {@link #UNSAID} where the pool does not look at it
     */
    public void takingBack(Object chunk, int start, int length) {
        try {
            Region region = pools.regionOf(chunk);
            if (region != null) {
                takeBack(region, start, length);
            }
        } catch (Throwable e) {
            unrecorded(e, chunk, start, length);
        }
    }

    /** Memory is about to cross back whose user still reads it: he moves to other memory, and takes along what is in this. */
    public void leaving(Object chunk, int start) {
        FreedMemory freed = pools.ledger().freed();
        freed.exemptThread();
        try {
            takingBack(chunk, start, UNSAID);
        } finally {
            // Also where no stack was left: what this thread gives back later is to be guarded.
            freed.endExemption();
        }
    }

    private void takeBack(Region region, int start, int length) {
        long offset = start - region.origin();
        long page = region.pageAtOffset(offset);
        if (isDivided(region) && page * region.pageSize() == offset) {
            pools.ledger().takeBack(region, page, cells(region, length));
        } else {
            pools.ledger().bytes().takeBack(region, region.address() + offset, length);
        }
    }

    /**
     * The pool failed while it took memory back.
     *
     * @param thrown which tells of the chunk, and not of the buffer that gave the memory back
     */
    public void takeBackFailed(Object chunk, int start, int length, Throwable thrown) {
        try {
            lives.notOfTheBuffer(thrown);
            Region region = pools.owners().of(chunk);
            if (region == null) {
                return;
            }
            if (isDivided(region)) {
                pools.ledger().failures().takeBack(region, cellOf(region, start), cells(region, length));
            } else {
                pools.ledger().failures().takeBackBytes(region, region.address() + start, length);
            }
        } catch (Throwable e) {
            unrecorded(e, chunk, start, length);
        }
    }

    /** The pool takes a chunk for empty, and gives it up; parameters as in {@link #emptied}. */
    public void closing(Object chunk, Object buffer) {
        emptied(chunk, buffer);
        pools.regions().closing(chunk);
    }

    /**
     * The pool takes a chunk for empty, be it to use it afresh or to give it up.
     *
     * @param buffer that the chunk carves up, and is about to release if it gives that up
     */
    public void emptied(Object chunk, Object buffer) {
        try {
            Region region = pools.regionOf(chunk);
            int violation = region == null ? 0 : pools.ledger().regions().emptied(region);
            if (violation != 0) {
                lives.wronglyEnded(buffer, violation);
            }
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }

    /** @return null, or the error that refuses it; parameters as in {@link #handedOut} */
    public Throwable handingOut(Object chunk, int start, int length) {
        try {
            Region region = pools.regionOf(chunk);
            if (region != null) {
                transfer(Operation.HAND_OUT, region, start, length);
                handOut(region, start, length);
            }
            return null;
        } catch (PageConsistencyError e) {
            Carving present = carving.get();
            if (present != null) {
                present.refused(pools.owners().of(chunk), start);
            }
            return e;
        } catch (Throwable e) {
            unrecorded(e, chunk, start, length);
            return null;
        }
    }

    /**
     * Memory is about to cross back, unless that is refused.
     *
     * @return null, or the error that refuses it; parameters as in {@link #takingBack}
     */
    public Throwable takingBackUnless(Object chunk, int start, int length) {
        try {
            Region region = pools.regionOf(chunk);
            Carving present = carving.get();
            if (region != null && (present == null || !present.putsBack(region, start))) {
                transfer(Operation.TAKE_BACK, region, start, length);
                takeBack(region, start, length);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            unrecorded(e, chunk, start, length);
            return null;
        }
    }

    /** As {@link #leaving}, unless that is refused; returns as {@link #takingBackUnless}. */
    public Throwable leavingUnless(Object chunk, int start) {
        FreedMemory freed = pools.ledger().freed();
        freed.exemptThread();
        try {
            return takingBackUnless(chunk, start, UNSAID);
        } finally {
            freed.endExemption();
        }
    }

    /** A divided chunk is about to give memory to a buffer. */
    public void carves() {
        try {
            carving.set(new Carving());
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }

    /** It has, or it has put back what the buffer was refused, if it does that. */
    public void carved() {
        try {
            carving.remove();
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }

    private void transfer(Operation operation, Region region, int start, int length) {
        pools.ledger().transfer(operation, region, cellOf(region, start), cells(region, length), Extent.NO_SLOT);
    }

    /** Nothing is known of some memory from here on. */
    private void unrecorded(Throwable error, Object chunk, int start, int length) {
        if (error != null) {
            pools.ledger().reports().swallow(error);
        }
        try {
            Region region = pools.owners().of(chunk);
            if (region == null) {
                return;
            }
            if (isDivided(region)) {
                pools.ledger().failures().unrecorded(region, cellOf(region, start), cells(region, length));
            } else {
                pools.ledger().failures().unrecordedBytes(region, region.address() + start, length);
            }
        } catch (StackOverflowError e) {
            throw e;
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }
}
