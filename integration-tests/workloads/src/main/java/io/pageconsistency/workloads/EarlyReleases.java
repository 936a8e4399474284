package io.pageconsistency.workloads;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.IllegalReferenceCountException;

import io.pageconsistency.PageConsistency;

/**
 * An HTTP server under load. One of its handlers releases a buffer too early at random, and goes on using it.
 *
 * <p>Each fault is in a method of its own, and the outcome says how many times each was made. A handler that uses a view of the
 * memory goes past the buffer's reference count.
 *
 * <p>Arguments: {@code requests} of each client; {@code clients}; {@code reads}, whether reads through a view are among the faults.
 */
public final class EarlyReleases {
    /** One of this many requests meets a fault. */
    private static final int ONE_IN = 8;
    /**
     * Each size contains whole pages of the operating system, and goes into the thread's cache. Otherwise a chunk with nothing else
     * in use could go back to the system, and the use would be of memory that belongs to no pool.
     */
    private static final int[] SIZES = {16 << 10, 20_011, 27_001, 32 << 10};

    /** A way to use a buffer that has been released. */
    private enum Fault {
        READS(EarlyReleases::readsThroughAView), WRITES(EarlyReleases::writesThroughAView), COUNTED(EarlyReleases::usesTheBuffer),
        TWICE(EarlyReleases::releasesAgain);

        final Consumer<ByteBuf> deed;
        final LongAdder done = new LongAdder();

        Fault(Consumer<ByteBuf> deed) {
            this.deed = deed;
        }
    }

    private EarlyReleases() {
    }

    // Deprecated in 4.2 in favour of classes that 4.1 does not have.
    @SuppressWarnings("deprecation")
    public static void main(String[] args) throws InterruptedException {
        Arguments arguments = new Arguments(args);
        int clients = arguments.number("clients", 4);
        int requests = arguments.number("requests", 211);
        Fault[] faults = Arrays.stream(Fault.values()).filter(fault -> fault != Fault.READS || arguments.flag("reads", true))
                .toArray(Fault[]::new);
        ByteBufAllocator allocator = new PooledByteBufAllocator(true);
        EventLoopGroup servers = new NioEventLoopGroup(2);
        EventLoopGroup callers = new NioEventLoopGroup(2);
        HttpClient.Results results = new HttpClient.Results(clients);
        AtomicInteger seeds = new AtomicInteger();
        try {
            Channel server = HttpLoad.serve(servers, allocator, () -> new Hasty(faults, seeds.incrementAndGet()));
            for (int i = 0; i < clients; i++) {
                HttpLoad.call(callers, allocator, ((InetSocketAddress) server.localAddress()).getPort(),
                        new HttpClient(i, requests, results));
            }
            results.await();
            server.close().sync();
        } finally {
            callers.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
            servers.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
        // Checks memory that was written to and not handed out again.
        PageConsistency.validate();
        Outcome outcome = new Outcome().with("answers", results.answers());
        for (Fault fault : Fault.values()) {
            outcome.with(fault.name(), fault.done.sum());
        }
        outcome.print();
    }

    /** Makes a fault before a request is answered correctly. */
    private static final class Hasty extends ChannelInboundHandlerAdapter {
        private final Fault[] faults;
        private final SplittableRandom random;

        Hasty(Fault[] faults, int seed) {
            this.faults = faults;
            this.random = new SplittableRandom(seed);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.pipeline().addLast(new HttpEcho());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (random.nextInt(ONE_IN) == 0) {
                Fault fault = faults[random.nextInt(faults.length)];
                ByteBuf buffer = context.alloc().directBuffer(SIZES[random.nextInt(SIZES.length)]);
                buffer.writeZero(buffer.capacity());
                fault.done.increment();
                fault.deed.accept(buffer);
            }
            context.fireChannelRead(message);
        }
    }

    /** A view of the middle of a buffer, in a page of the operating system that belongs to no other buffer. */
    private static ByteBuffer view(ByteBuf buffer) {
        return buffer.nioBuffer(buffer.capacity() / 2, Long.BYTES);
    }

    private static void readsThroughAView(ByteBuf buffer) {
        ByteBuffer view = view(buffer);
        buffer.release();
        try {
            view.getLong(0);
        } catch (InternalError stopped) {
            // A server goes on after an error.
        }
    }

    private static void writesThroughAView(ByteBuf buffer) {
        ByteBuffer view = view(buffer);
        buffer.release();
        try {
            view.putLong(0, 42);
        } catch (InternalError stopped) {
            // A server goes on after an error.
        }
    }

    private static void usesTheBuffer(ByteBuf buffer) {
        buffer.release();
        try {
            buffer.getLong(0);
        } catch (IllegalReferenceCountException refused) {
            // A server goes on after an error.
        }
    }

    private static void releasesAgain(ByteBuf buffer) {
        buffer.release();
        try {
            buffer.release();
        } catch (IllegalReferenceCountException refused) {
            // A server goes on after an error.
        }
    }
}
