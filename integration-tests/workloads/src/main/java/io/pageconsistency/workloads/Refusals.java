package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.PageConsistencyError;

/**
 * Faults in a virtual machine in which violations are thrown. None of them may have an effect on the pool.
 *
 * <p>After each fault the program checks that the pool hands out nothing twice and has lost nothing. Prints how many operations
 * were {@code refused}, and how many buffers the pool served between and after them.
 */
public final class Refusals {
    private static final int RUN = 5 * Pools.PAGE;
    private static final int LONG_RUN = 19 * Pools.PAGE;
    private static final int SLOT = 1_000;
    private static final int WHOLE = 3 * Pools.CHUNK;
    private static final int BUFFERS = 23;

    private final PooledByteBufAllocator pool;
    private final boolean direct;
    private int refused;
    private long served;

    private Refusals(PooledByteBufAllocator pool, boolean direct) {
        this.pool = pool;
        this.direct = direct;
    }

    public static void main(String[] args) throws Exception {
        int refused = 0;
        long served = 0;
        for (boolean cached : new boolean[] {false, true}) {
            for (boolean direct : new boolean[] {true, false}) {
                Refusals refusals = new Refusals(cached ? Pools.cached(1, 0) : Pools.uncached(1, 0), direct);
                for (int size : new int[] {SLOT, RUN, LONG_RUN, WHOLE}) {
                    refusals.freedTwice(size);
                    refusals.handedOutTwice(size);
                }
                refusals.freedInAnotherSize();
                refusals.served += new Churn(refusals.pool, 9_973).run(3);
                refusals.reclaimed();
                refused += refusals.refused;
                served += refusals.served;
            }
        }
        new Outcome().with("refused", refused).with("served", served).print();
    }

    private void freedTwice(int size) {
        ByteBuf keeper = allocate(size);
        ByteBuf buffer = allocate(size);
        Internals internals = Internals.of(buffer);
        buffer.release();
        long active = active();
        refuses(internals::free);
        refuses(internals::free);
        expect(active() == active, "the pool has taken it back");
        keeper.release();
        works(size);
    }

    private void handedOutTwice(int size) {
        ByteBuf buffer = allocate(size);
        Internals internals = Internals.of(buffer);
        Object second = internals.newBuffer();
        refuses(() -> internals.handOutTo(second));
        expect(Internals.chunkOf(second) == null, "the buffer has the memory");
        fill(buffer, 7);
        works(size);
        check(buffer, 7);
        buffer.release();
        works(size);
    }

    private void freedInAnotherSize() {
        ByteBuf buffer = allocate(LONG_RUN);
        Internals internals = Internals.of(buffer);
        refuses(() -> internals.freeRun(internals.page(), 2));
        refuses(() -> internals.freeRun(internals.page() + 2, 3));
        fill(buffer, 5);
        works(2 * Pools.PAGE);
        works(LONG_RUN);
        check(buffer, 5);
        buffer.release();
        works(LONG_RUN);
    }

    /** The pool's own fault is found where the call cannot be refused. So the call that gives the memory back is refused. */
    private void reclaimed() {
        ByteBuf buffer = allocate(RUN);
        Internals.of(buffer).reclaim();
        refuses(buffer::release);
    }

    private void refuses(Runnable operation) {
        try {
            operation.run();
        } catch (PageConsistencyError e) {
            refused++;
            return;
        } catch (IllegalStateException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof PageConsistencyError) {
                    refused++;
                    return;
                }
            }
            throw e;
        }
        throw new IllegalStateException("it was not refused");
    }

    /** Checks that many buffers at once share no memory, and that all of them can be given back. */
    private void works(int size) {
        long active = active();
        List<ByteBuf> buffers = new ArrayList<>();
        Set<String> places = new HashSet<>();
        for (int i = 0; i < BUFFERS; i++) {
            ByteBuf buffer = allocate(size);
            expect(places.add(Internals.of(buffer).place()), "handed out twice: " + buffer);
            buffers.add(fill(buffer, i));
        }
        for (int i = 0; i < BUFFERS; i++) {
            check(buffers.get(i), i).release();
            served++;
        }
        expect(active() == active, "not all of it was given back");
    }

    private ByteBuf allocate(int size) {
        return direct ? pool.directBuffer(size) : pool.heapBuffer(size);
    }

    /**
     * The number of buffers that the pool itself believes to be in use. Empties this thread's cache first, because its contents
     * would count.
     */
    private long active() {
        // Twice, because the first call keeps what was used since the last one.
        pool.trimCurrentThreadCache();
        pool.trimCurrentThreadCache();
        return (direct ? pool.metric().directArenas() : pool.metric().heapArenas()).get(0).numActiveAllocations();
    }

    private static ByteBuf fill(ByteBuf buffer, int value) {
        for (int i = 0; i < buffer.capacity(); i += 64) {
            buffer.setByte(i, value);
        }
        return buffer;
    }

    private static ByteBuf check(ByteBuf buffer, int value) {
        for (int i = 0; i < buffer.capacity(); i += 64) {
            expect(buffer.getByte(i) == value, "overwritten");
        }
        return buffer;
    }

    private static void expect(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalStateException(otherwise);
        }
    }
}
