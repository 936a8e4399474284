package io.pageconsistency.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;

/**
 * An HTTP server on the loopback interface with Netty's pooled allocator, written as services with Netty usually are: {@code GET
 * /n} answers with n bytes, {@code POST /} with the body of the request. One thread serves all connections.
 *
 * <p>The bytes are copied from a buffer that stays allocated, so that some memory is always held.
 */
final class HttpServer implements AutoCloseable {
    /** The largest body of an answer and of a request, in bytes. */
    private static final int MAX_BODY = 1 << 20;
    private static final int LETTERS = 26;

    private final ByteBufAllocator allocator = new PooledByteBufAllocator(true);
    private final ByteBuf content = content(allocator);
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    HttpServer() {
        channel = new ServerBootstrap().group(loop).channel(NioServerSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator).childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_BODY), new Answers());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0).syncUninterruptibly().channel();
    }

    private static ByteBuf content(ByteBufAllocator allocator) {
        return allocator.directBuffer(MAX_BODY).writeBytes(body(MAX_BODY));
    }

    /** The body of an answer. */
    static byte[] body(int bytes) {
        byte[] body = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            body[i] = (byte) ('a' + i % LETTERS);
        }
        return body;
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        content.release();
    }

    /** The handler of one connection. */
    private final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            ByteBuf body = request.content().isReadable() ? request.content().retain() : copy(context, request.uri());
            FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            context.writeAndFlush(response);
        }

        private ByteBuf copy(ChannelHandlerContext context, String path) {
            int bytes = Integer.parseInt(path, 1, path.length(), 10);
            return context.alloc().directBuffer(bytes).writeBytes(content, 0, bytes);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
            context.close();
        }
    }

    /** Prints the address it listens on and the Java version. Then answers each line of input with the agent's {@link Account}. */
    public static void main(String[] arguments) throws IOException {
        try (HttpServer server = new HttpServer()) {
            System.out.println(server.port() + " " + System.getProperty("java.vm.name") + " "
                    + System.getProperty("java.vm.version"));
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            while (asked.readLine() != null) {
                System.out.println(Account.now().line());
            }
        }
    }
}
