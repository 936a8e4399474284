package io.pageconsistency.workloads;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;

/**
 * An HTTP server and its clients on the loopback interface. Bodies are sent, sent back, and compared.
 *
 * <p>Arguments: {@code requests} of each client; {@code clients}; {@code allocator}, which is {@code pooled}, or {@code default}
 * for the default allocator of this Netty.
 */
public final class HttpLoad {
    private static final int LARGEST_BODY = 1 << 20;

    private HttpLoad() {
    }

    // Deprecated in 4.2 in favour of classes that 4.1 does not have.
    @SuppressWarnings("deprecation")
    public static void main(String[] args) throws InterruptedException {
        Arguments arguments = new Arguments(args);
        int requests = arguments.number("requests", 1_009);
        int clients = arguments.number("clients", 7);
        ByteBufAllocator allocator = arguments.text("allocator", "pooled").equals("pooled")
                ? new PooledByteBufAllocator(true) : ByteBufAllocator.DEFAULT;
        EventLoopGroup servers = new NioEventLoopGroup(2);
        EventLoopGroup callers = new NioEventLoopGroup(2);
        HttpClient.Results results = new HttpClient.Results(clients);
        try {
            Channel server = serve(servers, allocator, HttpEcho::new);
            for (int i = 0; i < clients; i++) {
                call(callers, allocator, ((InetSocketAddress) server.localAddress()).getPort(),
                        new HttpClient(i, requests, results));
            }
            results.await();
            server.close().sync();
        } finally {
            callers.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
            servers.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
        new Outcome().with("allocator", allocator.getClass().getSimpleName()).with("answers", results.answers()).print();
    }

    static Channel serve(EventLoopGroup group, ByteBufAllocator allocator, Supplier<ChannelHandler> handler)
            throws InterruptedException {
        return new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator).childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        ChannelPipeline pipeline = channel.pipeline();
                        pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST_BODY), handler.get());
                    }
                })
                .bind("127.0.0.1", 0).sync().channel();
    }

    static void call(EventLoopGroup group, ByteBufAllocator allocator, int port, HttpClient client)
            throws InterruptedException {
        new Bootstrap().group(group).channel(NioSocketChannel.class).option(ChannelOption.ALLOCATOR, allocator)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST_BODY), client);
                    }
                })
                .connect("127.0.0.1", port).sync();
    }
}
