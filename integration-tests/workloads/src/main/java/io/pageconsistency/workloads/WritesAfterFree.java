package io.pageconsistency.workloads;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.ViolationKind;

/**
 * Memory is written after it was released. Each fault must be found in one of the possible ways: when the memory is handed out
 * again, when all memory is scanned, or when its chunk goes back to the system. A write into memory that has a new holder is not
 * found.
 *
 * <p>Prints {@code FOUND} lines for findings, {@code INJECTED pool size how} for each fault, and {@code MISSED} if nothing or more
 * than one violation was found.
 */
public final class WritesAfterFree {
    private static final int[] SIZES = {16, 300, 5_000, Pools.PAGE, 3 * Pools.PAGE, 40_000, 200_000};
    private static final int MOST = 4_000;
    private static final int MOST_BYTES = 32 << 20;

    /** The operation that finds a fault. */
    private enum How {
        REUSE, SCAN
    }

    private int injected;

    private WritesAfterFree() {
    }

    public static void main(String[] args) throws Exception {
        WritesAfterFree faults = new WritesAfterFree();
        Found.during(() -> {
            faults.in("pooled", Pools.cached(1, 0));
            faults.in("uncached", Pools.uncached(1, 0));
            ByteBufAllocator adaptive = AdaptivePools.orNull();
            if (adaptive != null) {
                faults.in("adaptive", adaptive);
                grow(adaptive);
            }
            grow(Pools.cached(1, 0));
            faults.whenAChunkGoes();
            faults.tooLate(Pools.uncached(1, 0));
        });
        new Outcome().with("injected", faults.injected).print();
    }

    private void in(String name, ByteBufAllocator pool) {
        for (How how : How.values()) {
            for (int size : SIZES) {
                for (boolean direct : new boolean[] {true, false}) {
                    for (boolean elsewhere : new boolean[] {false, true}) {
                        inject(name + (direct ? "/direct" : "/heap") + (elsewhere ? "/other-thread" : ""), pool, size, direct, elsewhere, how);
                    }
                }
            }
        }
    }

    private static ByteBuf take(ByteBufAllocator pool, int size, boolean direct) {
        return direct ? pool.directBuffer(size, size) : pool.heapBuffer(size, size);
    }

    /** Writes into the memory of a buffer, even if another buffer has it by then. */
    private static IntConsumer writer(ByteBuf buffer) {
        if (buffer.hasArray()) {
            byte[] array = buffer.array();
            int first = buffer.arrayOffset();
            return at -> array[first + at]++;
        }
        ByteBuffer view = buffer.nioBuffer(0, buffer.capacity());
        return at -> view.put(at, (byte) (view.get(at) + 1));
    }

    private void inject(String name, ByteBufAllocator pool, int size, boolean direct, boolean elsewhere, How how) {
        // Its neighbours stay in use, so that it is not the last one of its chunk. An allocator may close an empty chunk at once,
        // or leave it to the garbage collector.
        ByteBuf before = take(pool, size, direct);
        ByteBuf buffer = take(pool, size, direct);
        ByteBuf after = take(pool, size, direct);
        IntConsumer writer = writer(buffer);
        free(buffer);
        if (elsewhere) {
            Thread thread = new Thread(() -> writeAfterFree(writer, size / 2), "writer");
            thread.start();
            join(thread);
        } else {
            writeAfterFree(writer, size - 1);
        }
        expectOne(name + " " + size + " " + how, () -> {
            if (how == How.SCAN) {
                PageConsistency.validate();
            } else {
                reuse(pool, size, direct);
            }
        });
        before.release();
        after.release();
    }

    private static void free(ByteBuf buffer) {
        buffer.release();
    }

    private static void writeAfterFree(IntConsumer writer, int at) {
        writer.accept(at);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes memory until the fault is found. */
    private static void reuse(ByteBufAllocator pool, int size, boolean direct) {
        long before = PageConsistency.violations();
        List<ByteBuf> taken = new ArrayList<>();
        while (PageConsistency.violations() == before && taken.size() < Math.min(MOST, MOST_BYTES / size)) {
            taken.add(take(pool, size, direct));
        }
        taken.forEach(ByteBuf::release);
    }

    private void expectOne(String fault, Runnable finding) {
        injected++;
        System.out.println("INJECTED " + fault);
        long before = PageConsistency.violations();
        finding.run();
        PageConsistency.validate();
        long found = PageConsistency.violations() - before;
        if (found != 1) {
            System.out.println("MISSED " + fault + ": found " + found);
        }
    }

    /** A buffer that moves must keep its contents, even if its old memory is already on record as free. */
    private static void grow(ByteBufAllocator pool) {
        for (int size : SIZES) {
            for (boolean direct : new boolean[] {true, false}) {
                ByteBuf buffer = direct ? pool.directBuffer(size) : pool.heapBuffer(size);
                buffer.setByte(0, 7).setByte(size - 1, 9);
                buffer.capacity(20 * size);
                if (buffer.getByte(0) != 7 || buffer.getByte(size - 1) != 9) {
                    System.out.println("MISSED what was in a buffer of " + size + " bytes that grew is lost");
                }
                buffer.release();
            }
        }
    }

    private void whenAChunkGoes() {
        ByteBufAllocator pool = Pools.small(false);
        for (boolean direct : new boolean[] {true, false}) {
            List<ByteBuf> all = new ArrayList<>();
            for (int n = 0; n < Pools.SMALL_CHUNK / Pools.PAGE; n++) {
                all.add(take(pool, Pools.PAGE, direct));
            }
            IntConsumer writer = writer(all.get(3));
            free(all.remove(3));
            writeAfterFree(writer, 1_000);
            expectOne((direct ? "direct" : "heap") + " CLOSE", () -> all.forEach(ByteBuf::release));
        }
    }

    /** A write after the memory has got a new holder looks like that holder's own write. */
    private void tooLate(ByteBufAllocator pool) {
        ByteBuf buffer = take(pool, Pools.PAGE, true);
        IntConsumer writer = writer(buffer);
        free(buffer);
        ByteBuf next = take(pool, Pools.PAGE, true);
        long before = PageConsistency.violations(ViolationKind.WRITE_AFTER_FREE);
        writeAfterFree(writer, 0);
        next.release();
        PageConsistency.validate();
        if (PageConsistency.violations(ViolationKind.WRITE_AFTER_FREE) != before) {
            System.out.println("MISSED too late: something was found");
        }
    }
}
