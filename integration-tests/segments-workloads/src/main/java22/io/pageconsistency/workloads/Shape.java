package io.pageconsistency.workloads;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.pageconsistency.workloads.pools.BitmapPool;
import io.pageconsistency.workloads.pools.BuddyPool;
import io.pageconsistency.workloads.pools.BufferPool;
import io.pageconsistency.workloads.pools.ExtentPool;
import io.pageconsistency.workloads.pools.FreeListPool;
import io.pageconsistency.workloads.pools.QueuePool;
import io.pageconsistency.workloads.pools.RecyclingAllocator;
import io.pageconsistency.workloads.pools.SharedPages;
import io.pageconsistency.workloads.pools.SlicePool;
import io.pageconsistency.workloads.pools.StackPool;
import io.pageconsistency.workloads.pools.ToldPool;
import io.pageconsistency.workloads.pools.TreiberPool;

/** Pools of all shapes with one interface. */
interface Shape {
    int PAGE = 4_096;
    int PAGES = 64;

    /** The names that {@link #of} knows. */
    List<String> ALL = List.of("bitmap", "free-list", "queue", "stack", "treiber", "buddy", "extents", "slices", "recycling",
            "halves", "buffers");

    /**
     * Takes memory of about this size, if the pool supports sizes. Returns null if there is none.
     *
     * @param size in bytes, positive and at most four pages
     */
    MemorySegment get(int size);

    void put(MemorySegment segment);

    /** Called when all memory is given back. */
    default void end() {
    }

    /** A new pool. Its memory has the lifetime of the arena, unless the pool has its own arena. */
    static Shape of(String name, Arena arena) {
        return switch (name) {
            case "bitmap" -> bitmap();
            case "free-list" -> {
                FreeListPool pool = new FreeListPool(PAGES / 4, PAGE);
                yield of(pool::allocatePage, pool::freePage);
            }
            case "queue" -> queue();
            case "stack" -> {
                StackPool pool = new StackPool(arena, PAGES, PAGE);
                yield of(() -> pool.borrow().orElse(null), pool::giveBack);
            }
            case "treiber" -> {
                TreiberPool pool = new TreiberPool(PAGES, PAGE);
                yield of(pool::acquire, pool::release);
            }
            case "buddy" -> {
                BuddyPool pool = new BuddyPool(PAGE, 7);
                yield of(pool::allocate, pool::release);
            }
            case "extents" -> {
                ExtentPool pool = new ExtentPool(PAGES, PAGE);
                yield of(size -> pool.allocatePages((size - 1) / PAGE + 1), pool::freePages);
            }
            case "slices" -> {
                SlicePool pool = new SlicePool(PAGES * PAGE, false);
                yield of(pool::slice, pool::discard);
            }
            case "recycling" -> {
                RecyclingAllocator pool = new RecyclingAllocator(4 * PAGE);
                yield of(size -> pool.allocate(size), pool::recycle);
            }
            case "told" -> {
                ToldPool pool = new ToldPool(PAGES, PAGE);
                yield of(pool::acquire, pool::release);
            }
            case "halves" -> halves();
            case "buffers" -> buffers();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Shape bitmap() {
        BitmapPool pool = new BitmapPool(PAGES, PAGE);
        return of(pool::acquire, pool::release);
    }

    private static Shape halves() {
        SharedPages pool = new SharedPages(new BitmapPool(PAGES, PAGE));
        return new Shape() {
            @Override
            public MemorySegment get(int size) {
                return pool.half();
            }

            @Override
            public void put(MemorySegment segment) {
                SharedPages.free(segment);
            }

            @Override
            public void end() {
                pool.close();
            }
        };
    }

    private static Shape buffers() {
        BufferPool pool = new BufferPool(PAGES, PAGE);
        return of(() -> {
            ByteBuffer buffer = pool.borrow();
            return buffer == null ? null : MemorySegment.ofBuffer(buffer);
        }, segment -> pool.giveBack(segment.asByteBuffer().position(5)));
    }

    private static Shape queue() {
        QueuePool pool = new QueuePool(PAGES, PAGE);
        return of(() -> {
            try {
                return pool.tryAcquire(1, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, segment -> pool.releaseAll(segment));
    }

    /** Takes memory of a size. */
    @FunctionalInterface
    interface Sized {
        MemorySegment get(int size);
    }

    /** Takes memory of the pool's one size. */
    @FunctionalInterface
    interface Single {
        MemorySegment get();
    }

    /** Gives memory back. */
    @FunctionalInterface
    interface Back {
        void put(MemorySegment segment);
    }

    private static Shape of(Single get, Back put) {
        return of((Sized) size -> get.get(), put);
    }

    private static Shape of(Sized get, Back put) {
        return new Shape() {
            @Override
            public MemorySegment get(int size) {
                return get.get(size);
            }

            @Override
            public void put(MemorySegment segment) {
                put.put(segment);
            }
        };
    }
}
