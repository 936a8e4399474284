package io.pageconsistency.workloads;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.pageconsistency.PageConsistency;

/**
 * Correct use of unpooled buffers in every way: they grow, shrink, are sliced and composed, wrap memory of others, and are handed
 * from thread to thread.
 *
 * <p>Arguments: {@code threads} at the same time; {@code steps} of each; {@code gate}, whether to wait at a gate with some buffers.
 * Prints the number of additional regions while a hundred direct buffers and as many heap buffers are held, after their release,
 * and for one buffer of the adaptive allocator.
 */
public final class UnpooledLoad {
    private static final int COUNTED = 100;
    private static final int KEPT = 50;
    private static final byte[] BYTES = new byte[300];

    /** Libraries keep messages that they send often in this way. */
    private static final List<ByteBuf> CONSTANTS = List.of(Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeShort(1)),
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeShort(1)).asReadOnly(),
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeShort(1).asReadOnly()));

    private final List<ByteBufAllocator> allocators = List.of(UnpooledByteBufAllocator.DEFAULT,
            new UnpooledByteBufAllocator(false), new UnpooledByteBufAllocator(true, true));
    private final ArrayBlockingQueue<ByteBuf> between = new ArrayBlockingQueue<>(300);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final int steps;

    private UnpooledLoad(int steps) {
        this.steps = steps;
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        List<ByteBuf> before = new ArrayList<>();
        if (arguments.flag("gate", false)) {
            for (int i = 0; i < COUNTED; i++) {
                before.add(Unpooled.directBuffer(i));
                before.add(Unpooled.buffer(i));
            }
            Gate.await("attach");
        }
        for (int i = 0; i < before.size(); i++) {
            before.get(i).capacity(i / 2);
        }
        before.forEach(ByteBuf::release);
        Outcome outcome = new Outcome();
        run(arguments, outcome);
        outcome.print();
    }

    static void run(Arguments arguments, Outcome outcome) throws InterruptedException {
        UnpooledLoad load = new UnpooledLoad(arguments.number("steps", 2_999));
        load.count(outcome);
        List<Thread> threads = new ArrayList<>();
        for (int i = arguments.number("threads", 3); i > 0; i--) {
            SplittableRandom random = new SplittableRandom(i);
            Thread thread = new Thread(() -> load.work(random));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        load.between.forEach(ByteBuf::release);
        load.failures.forEach(Throwable::printStackTrace);
        outcome.with("failures", load.failures.size()).with("constants", CONSTANTS.size())
                .with("regionsLeft", PageConsistency.regions());
        countAdaptive(outcome);
    }

    private void count(Outcome outcome) {
        int before = PageConsistency.regions();
        List<ByteBuf> held = new ArrayList<>();
        for (int i = 1; i <= COUNTED; i++) {
            ByteBuf direct = allocators.get(0).directBuffer(i);
            direct.capacity(2 * i);
            held.add(direct);
            held.add(allocators.get(0).heapBuffer(i));
            held.add(Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(i)));
        }
        outcome.with("regionsHeld", PageConsistency.regions() - before);
        held.forEach(ByteBuf::release);
        outcome.with("regionsReleased", PageConsistency.regions() - before);
    }

    private static void countAdaptive(Outcome outcome) {
        int before = PageConsistency.regions();
        ByteBufAllocator adaptive = AdaptivePools.orNull();
        if (adaptive != null) {
            ByteBuf buffer = adaptive.directBuffer(COUNTED);
            outcome.with("regionsOfAdaptive", PageConsistency.regions() - before);
            buffer.release();
        }
    }

    private void work(SplittableRandom random) {
        ArrayDeque<ByteBuf> kept = new ArrayDeque<>();
        try {
            for (int step = 0; step < steps; step++) {
                ByteBuf buffer = used(allocated(random), random);
                switch (random.nextInt(3)) {
                    case 0 -> buffer.release();
                    case 1 -> kept.add(buffer);
                    default -> handOver(buffer);
                }
                if (kept.size() > KEPT) {
                    kept.poll().release();
                }
            }
        } catch (Throwable e) {
            failures.add(e);
        }
        kept.forEach(ByteBuf::release);
    }

    private ByteBuf allocated(SplittableRandom random) {
        ByteBufAllocator allocator = allocators.get(random.nextInt(allocators.size()));
        int size = random.nextInt(random.nextInt(50) == 0 ? 200_000 : 1_000);
        return switch (random.nextInt(8)) {
            case 0 -> allocator.heapBuffer(size);
            case 1 -> Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(size + 1));
            case 2 -> Unpooled.wrappedBuffer(BYTES);
            case 3 -> Unpooled.directBuffer(size);
            case 4 -> allocator.ioBuffer(size);
            default -> allocator.directBuffer(size);
        };
    }

    private static ByteBuf used(ByteBuf buffer, SplittableRandom random) {
        int capacity = buffer.capacity();
        if (buffer.maxCapacity() < Integer.MAX_VALUE) {
            return buffer;
        }
        switch (random.nextInt(6)) {
            case 0 -> buffer.capacity(2 * capacity + 1);
            case 1 -> buffer.capacity(capacity / 2);
            case 2 -> {
                ByteBuf part = buffer.capacity(capacity + 1).retainedSlice(0, 1);
                buffer.release();
                return part;
            }
            case 3 -> buffer.writeBytes(BYTES).writeBytes(BYTES);
            case 4 -> {
                CompositeByteBuf composite = Unpooled.compositeBuffer().addComponent(true, buffer.writeByte(1));
                return composite.addComponent(true, Unpooled.directBuffer(10).writeByte(2)).consolidate();
            }
            default -> { }
        }
        return buffer;
    }

    private void handOver(ByteBuf buffer) {
        if (!between.offer(buffer)) {
            buffer.release();
        }
        ByteBuf oldest = between.size() > 200 ? between.poll() : null;
        if (oldest != null) {
            oldest.release();
        }
    }
}
