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
 * Receives the calls of pools that carve up chunks without claiming memory before they hand it out.
 *
 * <p>A chunk is either divided into pieces of one size, which are the pages of its region, or it is undivided, and its hand-outs
 * are any range of bytes. In either case the first byte identifies a hand-out in its chunk.
 *
 * <p>Order of calls, thread-safety and errors are as for {@link PoolTracker}; a record for the same reason. The methods that return
 * an error are called with {@code on-violation=throw}, before the memory is transferred; after an error the transfer must not take
 * place.
 *
 * @param carving set while a thread is inside of the method in which a divided chunk gives memory to a buffer
 */
public record ChunkTracker(PoolTracker pools, LifeTracker lives, ThreadLocal<Carving> carving) {
    /** Stands for a length that the pool does not tell. */
    public static final int UNSAID = -1;

    public ChunkTracker(PoolTracker pools, LifeTracker lives) {
        this(pools, lives, new ThreadLocal<>());
    }

    /**
     * A chunk was created.
     *
     * @param memory the chunk's backing memory
     * @param origin the position of the first piece in the backing memory; 0 for an undivided chunk
     * @param size the size from there on, in bytes
     * @param cell the size of a piece, in bytes; the whole size for an undivided chunk
     * @param single whether each hand-out is exactly one piece
     */
    public void opened(String allocator, Object chunk, Object memory, int origin, int size, int cell, boolean single) {
        pools.regions().openedAfresh(allocator, chunk, memory, traits(single), () -> geometry(memory, origin, size, cell));
    }

    /** A chunk is noticed whose creation was not seen. Called by adopters; parameters as in {@link #opened}. */
    public void adopted(String allocator, Object chunk, Object memory, int origin, int size, int cell, boolean single) {
        pools.regions().adopted(allocator, chunk, memory, traits(single), () -> geometry(memory, origin, size, cell));
    }

    private static Traits traits(boolean single) {
        return single ? Traits.CUT_CHUNK : Traits.CHUNK;
    }

    private Geometry geometry(Object memory, int origin, int size, int cell) {
        long address = pools.regions().addressOf(memory);
        if (address == 0) {
            // On the Java heap memory is identified by its position in its chunk.
            return new Geometry(0, origin, size, cell, false, size + " bytes on the heap" + (cell == size ? "" : ", in pages"),
                    Geometry.Terms.OFFSETS);
        }
        return new Geometry(address + origin, origin, size, cell, false);
    }

    private static boolean isDivided(Region region) {
        return region.pageCount() > 1;
    }

    /**
     * Memory is about to be handed out.
     *
     * @param start its first byte in the chunk
     * @param length the number of bytes that the user may use
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
        if (region.isCarved() && pools.ledger().fastHandOut(region, region.pageBeginningAt(start - region.origin()), length)) {
            return;
        }
        if (!isDivided(region)) {
            pools.ledger().bytes().handOutWithin(region, region.address() + start, length);
        } else {
            pools.ledger().handOut(region, cellOf(region, start), region.pagesFor(length), start, length);
        }
    }

    private static long cellOf(Region region, int start) {
        return region.pageAtOffset(start - region.origin());
    }

    /** The pool failed while it handed memory out, so no user has it. */
    public void handOutFailed(Object chunk, int start, int length) {
        unrecorded(null, chunk, start, length);
    }

    /**
     * Memory is about to be taken back.
     *
     * @param length the length in which it was handed out, or {@link #UNSAID} if the pool does not use the length
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

    /** Memory is about to be taken back that its buffer still reads, because the buffer copies its contents to other memory. */
    public void leaving(Object chunk, int start) {
        FreedMemory freed = pools.ledger().freed();
        freed.exemptThread();
        try {
            takingBack(chunk, start, UNSAID);
        } finally {
            // Even after a stack overflow: memory that this thread gives back later must be guarded.
            freed.endExemption();
        }
    }

    private void takeBack(Region region, int start, int length) {
        long offset = start - region.origin();
        if (region.isCarved() && pools.ledger().fastTakeBack(region, region.pageBeginningAt(offset), length)) {
            return;
        }
        long page = region.pageAtOffset(offset);
        if (!isDivided(region) || page * region.pageSize() != offset) {
            pools.ledger().bytes().takeBack(region, region.address() + offset, length);
        } else {
            pools.ledger().takeBack(region, page, region.pagesFor(length));
        }
    }

    /**
     * The pool failed while it took memory back.
     *
     * @param thrown the exception, which is about the chunk and not about the buffer that gave the memory back
     */
    public void takeBackFailed(Object chunk, int start, int length, Throwable thrown) {
        try {
            lives.notOfTheBuffer(thrown);
            Region region = pools.owners().of(chunk);
            if (region == null) {
                return;
            }
            if (isDivided(region)) {
                pools.ledger().failures().takeBack(region, cellOf(region, start), region.pagesFor(length));
            } else {
                pools.ledger().failures().takeBackBytes(region, region.address() + start, length);
            }
        } catch (Throwable e) {
            unrecorded(e, chunk, start, length);
        }
    }

    /** The pool believes that a chunk is empty, and closes it; parameters as in {@link #emptied}. */
    public void closing(Object chunk, Object buffer) {
        emptied(chunk, buffer);
        pools.regions().closing(chunk);
    }

    /**
     * The pool believes that a chunk is empty, and is about to reuse or close it.
     *
     * @param buffer the backing buffer of the chunk, which is released if the chunk is closed
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

    /** @return null, or an error if the hand-out is refused; parameters as in {@link #handedOut} */
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
     * Memory is about to be taken back; parameters as in {@link #takingBack}.
     *
     * @return null, or an error if the take-back is refused
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

    /** As {@link #leaving}; returns an error if the take-back is refused, else null. */
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

    /** The method that {@link #carves} announced has ended. */
    public void carved() {
        try {
            carving.remove();
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }

    private void transfer(Operation operation, Region region, int start, int length) {
        pools.ledger().transfer(operation, region, cellOf(region, start), region.pagesFor(length), Extent.NO_SLOT);
    }

    /** Makes some memory unknown, because an operation could not be recorded. */
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
                pools.ledger().failures().unrecorded(region, cellOf(region, start), region.pagesFor(length));
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
