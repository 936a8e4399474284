package io.pageconsistency.workloads;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Connections on the loopback interface, one after the other, to a server that accepts anything. */
final class Loopback implements AutoCloseable {
    private final EventLoopGroup group;
    private final ByteBufAllocator allocator;
    private final Channel server;

    // Deprecated in 4.2 in favour of classes that 4.1 does not have.
    @SuppressWarnings("deprecation")
    Loopback(ByteBufAllocator allocator) throws InterruptedException {
        this.allocator = allocator;
        group = new NioEventLoopGroup(2);
        server = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Sink());
                    }
                })
                .bind("127.0.0.1", 0).sync().channel();
    }

    /** Runs an action with a new connection on its event loop, and closes the connection in the same task. */
    void with(Consumer<Channel> action) throws InterruptedException {
        Channel channel = connect(new Sink());
        channel.eventLoop().submit(() -> {
            action.accept(channel);
            channel.close();
        }).sync();
        channel.closeFuture().sync();
    }

    Channel connect(ChannelHandler handler) throws InterruptedException {
        return new Bootstrap().group(group).channel(NioSocketChannel.class).option(ChannelOption.ALLOCATOR, allocator)
                .handler(handler).connect(server.localAddress()).sync().channel();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Sink extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((ByteBuf) message).release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
            // A connection may fail because it was sent garbage, which is of no interest.
            context.close();
        }
    }
}
