package io.pageconsistency.workloads;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;

/**
 * Thousands of virtual threads, all alive at the same time, that allocate, wait, hand over and release. Some of them wait inside a
 * monitor, which pins them to their carrier on older JDKs.
 *
 * <p>Arguments: {@code threads}; {@code rounds} of each; {@code fault}, whether one further thread releases a buffer twice. Needs a
 * JDK with virtual threads.
 */
public final class VirtualThreads {
    private static final int PINNED = 97;

    private final ByteBufAllocator allocator = Pools.uncached(2, 0);
    private final BlockingQueue<Stamped> handedOver = new ArrayBlockingQueue<>(1_009);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch begun;
    private final CountDownLatch ended;
    private final int threads;
    private final int rounds;

    private VirtualThreads(int threads, int rounds) {
        this.threads = threads;
        this.rounds = rounds;
        begun = new CountDownLatch(threads);
        ended = new CountDownLatch(threads);
    }

    public static void main(String[] args) throws Throwable {
        Arguments arguments = new Arguments(args);
        new VirtualThreads(arguments.number("threads", 4_999), arguments.number("rounds", 11)).run(arguments.flag("fault", false));
    }

    private static void releaseTwice(ByteBuf buffer) {
        buffer.release();
        try {
            buffer.release();
        } catch (IllegalReferenceCountException e) {
            // Netty notices the fault too.
        }
    }

    private void run(boolean fault) throws Throwable {
        // By method handle, because this is compiled for a JDK without this method.
        MethodHandle start = MethodHandles.lookup().findStatic(Thread.class, "startVirtualThread",
                MethodType.methodType(Thread.class, Runnable.class));
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = (Thread) start.invokeExact((Runnable) () -> live(number));
            if (thread.getName() == null) {
                throw new IllegalStateException("no thread");
            }
        }
        if (fault) {
            ((Thread) start.invokeExact((Runnable) () -> releaseTwice(allocator.directBuffer()))).join();
        }
        ended.await();
        if (failure.get() != null) {
            throw failure.get();
        }
        for (Stamped stamped = handedOver.poll(); stamped != null; stamped = handedOver.poll()) {
            stamped.release();
        }
        new Outcome().with("allocations", (long) threads * rounds).print();
    }

    private void live(int number) {
        try {
            SplittableRandom random = new SplittableRandom(number);
            begun.countDown();
            begun.await();
            for (int i = 0; i < rounds; i++) {
                ByteBuf buffer = allocator.directBuffer(Sizes.next(random));
                Stamped stamped = Stamped.write(buffer, random.nextLong());
                if (number % PINNED == 0) {
                    synchronized (stamped) {
                        Thread.sleep(1);
                    }
                } else {
                    Thread.yield();
                }
                while (!handedOver.offer(stamped)) {
                    releaseOfAnother();
                }
                if (random.nextBoolean()) {
                    releaseOfAnother();
                }
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        } finally {
            ended.countDown();
        }
    }

    private void releaseOfAnother() {
        Stamped stamped = handedOver.poll();
        if (stamped != null) {
            stamped.release();
        }
    }
}
