package io.pageconsistency.demo.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * An HTTP service on the loopback interface, as services with Netty are written.
 *
 * <p>Its allocator is pooled by its own choice, because that of Netty 4.2 is adaptive by default. Requests are answered on
 * worker threads, so that buffers are allocated on one thread and released on another.
 */
public final class HttpService implements AutoCloseable {
    /** Above the chunk size, so that huge buffers occur as well. */
    private static final int MAX_BODY = 8 * 1024 * 1024;

    /** Of whoever is not done sooner; what is still held then would be held for ever. */
    private static final int TIMEOUT_SECONDS = 60;

    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoopGroup connections = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final Channel server;

    /**
     * Starts to listen.
     *
     * @param port 0 for any free one
     * @throws IOException when the port cannot be had
     */
    public HttpService(int port) throws IOException, InterruptedException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, connections)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        fill(channel.pipeline());
                    }
                });
        ChannelFuture bound = bootstrap.bind(InetAddress.getLoopbackAddress(), port).await();
        if (!bound.isSuccess()) {
            shutDown();
            throw new IOException("cannot listen on port " + port + ": " + bound.cause().getMessage(), bound.cause());
        }
        server = bound.channel();
    }

    private void fill(ChannelPipeline pipeline) {
        open.add(pipeline.channel());
        pipeline.addLast(new HttpServerCodec());
        pipeline.addLast(new HttpObjectAggregator(MAX_BODY));
        pipeline.addLast(new RequestHandler(workers));
    }

    /** Where the service can be reached, ending in a slash. */
    public URI uri() {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
    }

    /** Waits until the service has ended, which only its closing brings about. */
    public void await() throws InterruptedException {
        server.closeFuture().sync();
    }

    /** Stops listening, ends all connections, and returns when all threads have ended and all buffers are back. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        open.close().awaitUninterruptibly();
        shutDown();
    }

    private void shutDown() {
        // First those who still write to connections: a loop that has ended takes nothing more, and says so with a stack.
        workers.shutdown();
        try {
            workers.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<EventLoopGroup> groups = List.of(acceptor, connections);
        groups.forEach(group -> group.shutdownGracefully(0, TIMEOUT_SECONDS, TimeUnit.SECONDS));
        groups.forEach(group -> group.terminationFuture().awaitUninterruptibly());
    }
}
