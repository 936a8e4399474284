package io.pageconsistency.workloads;

import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.pageconsistency.HeldMemory;
import io.pageconsistency.HolderFigures;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.PageConsistencyMXBean;

import javax.management.JMX;
import javax.management.ObjectName;

/**
 * An HTTP server that keeps a buffer for each request, as a server with a leak does, and one constant, as many do. When its clients
 * have ended, it asks for the holders of memory, and ends.
 */
public final class HoldingService {
    static final int REQUESTS = 53;
    private static final int KEPT_BYTES = 20_000;
    private static final PooledByteBufAllocator POOL = new PooledByteBufAllocator(true);
    private static final Queue<ByteBuf> KEPT = new ConcurrentLinkedQueue<>();

    private HoldingService() {
    }

    /** A class of its own, so that the constant is created with the first request. */
    private static final class Constants {
        static final ByteBuf GREETING = POOL.directBuffer(40_000);
    }

    private static final class Keeper extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.pipeline().addLast(new HttpEcho());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Constants.GREETING.touch();
            KEPT.add(keep(context));
            context.fireChannelRead(message);
        }

        private static ByteBuf keep(ChannelHandlerContext context) {
            return context.alloc().directBuffer(KEPT_BYTES);
        }
    }

    // Deprecated in 4.2 in favour of classes that 4.1 does not have.
    @SuppressWarnings("deprecation")
    public static void main(String[] args) throws Exception {
        EventLoopGroup servers = new NioEventLoopGroup(1);
        EventLoopGroup callers = new NioEventLoopGroup(1);
        HttpClient.Results results = new HttpClient.Results(1);
        Channel server = HttpLoad.serve(servers, POOL, Keeper::new);
        HttpLoad.call(callers, POOL, ((InetSocketAddress) server.localAddress()).getPort(), new HttpClient(1, REQUESTS, results));
        results.await();
        server.close().sync();
        callers.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        servers.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        PageConsistencyMXBean agent = JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(),
                new ObjectName(PageConsistencyMXBean.NAME), PageConsistencyMXBean.class);
        show("MANAGEMENT", agent.holders(10, false));
        show("PROGRAM", PageConsistency.holders(10));
        show("CONSTANTS", agent.holders(10, true));
        new Outcome().print();
    }

    private static void show(String whom, HeldMemory held) {
        System.out.println(whom + " held " + held.getPieces() + " recorded " + held.getRecordedPieces() + " constant "
                + held.getConstantPieces());
        for (HolderFigures holder : held.getHolders()) {
            System.out.println(whom + " " + holder.getAllocator() + " " + holder.getPieces() + " " + holder.getEstimatedPieces() + " "
                    + holder.getBytes() / holder.getPieces() + " " + holder.getStack()[0].replaceAll("[(].*", ""));
        }
    }
}
