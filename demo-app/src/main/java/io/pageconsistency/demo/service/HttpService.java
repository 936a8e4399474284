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
 * An HTTP service on the loopback interface, written as services with Netty usually are.
 *
 * <p>It chooses the pooled allocator itself, because Netty 4.2 uses the adaptive one by default. Worker threads answer the
 * requests, so buffers are allocated on one thread and released on another.
 */
public final class HttpService implements AutoCloseable {
    /** Above the chunk size, so that huge buffers occur as well. */
    private static final int MAX_BODY = 8 * 1024 * 1024;

    /** How long {@link #close} waits for threads to end. Memory that they still hold then is never given back. */
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
     * @param port 0 for any free port
     * @throws IOException if the port is not available
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

    /** The address of the service, with a slash at its end. */
    public URI uri() {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
    }

    /** Waits until the service is closed. */
    public void await() throws InterruptedException {
        server.closeFuture().sync();
    }

    /** Stops listening, closes all connections, and returns when all threads have ended and all buffers are given back. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        open.close().awaitUninterruptibly();
        shutDown();
    }

    private void shutDown() {
        // First ends the threads that write to connections. An event loop that has ended rejects their work, and logs a stack.
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
