package io.pageconsistency.workloads;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.IllegalReferenceCountException;

/**
 * HTTP servers whose handlers make faults that real programs made. Each server gets one request and is closed. Its name is printed
 * before. All of that happens once with pooled and once with unpooled buffers.
 */
public final class HttpFaults {
    private static final int BODY = 3_001;
    private static final int LARGEST_BODY = 1 << 20;
    /** Kept, because the collection of what these faults leave would be reported as well. */
    private static final ByteBufAllocator POOLED = new PooledByteBufAllocator(true);

    private static final Map<String, Supplier<ChannelHandler>> HANDLERS = new LinkedHashMap<>();

    static {
        HANDLERS.put("releases-and-passes-on", ReleasesAndPassesOn::new);
        HANDLERS.put("completes-after-a-cancel", CompletesAfterACancel::new);
        HANDLERS.put("releases-between-write-and-flush", ReleasesBetweenWriteAndFlush::new);
        HANDLERS.put("releases-its-input-twice", ReleasesItsInputTwice::new);
    }

    private HttpFaults() {
    }

    public static void main(String[] args) {
        Found.during(() -> {
            all("pooled", POOLED);
            all("unpooled", UnpooledByteBufAllocator.DEFAULT);
        });
        new Outcome().print();
        Runtime.getRuntime().exit(0);
    }

    // Deprecated in 4.2 in favour of classes that 4.1 does not have.
    @SuppressWarnings("deprecation")
    private static void all(String name, ByteBufAllocator allocator) {
        EventLoopGroup group = new NioEventLoopGroup(2);
        try {
            for (Map.Entry<String, Supplier<ChannelHandler>> handler : HANDLERS.entrySet()) {
                System.out.println("HANDLER " + name + ' ' + handler.getKey());
                request(group, allocator, handler.getValue());
            }
            System.out.println("END");
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts here", e);
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static void request(EventLoopGroup group, ByteBufAllocator allocator, Supplier<ChannelHandler> handler)
            throws InterruptedException {
        Channel server = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(LARGEST_BODY), handler.get(),
                                new Answers());
                    }
                })
                .bind("127.0.0.1", 0).sync().channel();
        Channel client = new Bootstrap().group(group).channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST_BODY),
                                new ChannelInboundHandlerAdapter());
                    }
                })
                .connect("127.0.0.1", ((InetSocketAddress) server.localAddress()).getPort()).sync().channel();
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/",
                Unpooled.wrappedBuffer(new byte[BODY]));
        request.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, BODY);
        client.writeAndFlush(request).sync();
        // After any fault of its handler the server closes the connection.
        client.closeFuture().sync();
        server.close().sync();
    }

    private static void answer(ChannelHandlerContext context, ByteBuf body) {
        context.writeAndFlush(response(body)).addListener(ChannelFutureListener.CLOSE);
    }

    private static DefaultFullHttpResponse response(ByteBuf body) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    /** The last handler of the pipeline, which does nothing wrong. */
    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            ByteBuf body = context.alloc().directBuffer();
            try {
                body.writeBytes(request.content());
            } catch (IllegalReferenceCountException e) {
                // Otherwise the garbage collector would find the body lost, and report it while a later handler works.
                body.release();
                throw e;
            }
            answer(context, body);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
            context.close();
        }
    }

    /** Looks at a request, releases it as every consumer must, and passes it on. */
    private static final class ReleasesAndPassesOn extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ((FullHttpRequest) message).release();
            context.fireChannelRead(message);
        }
    }

    /** Its answer comes too late: the request was cancelled, and its memory was released. */
    private static final class CompletesAfterACancel extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            ByteBuf body = context.alloc().directBuffer().writeBytes(request.content());
            context.executor().execute(() -> cancelled(body));
            context.executor().execute(() -> completed(context, body));
        }

        private static void cancelled(ByteBuf body) {
            body.release();
        }

        private static void completed(ChannelHandlerContext context, ByteBuf body) {
            try {
                body.writeByte(1);
                answer(context, body);
            } finally {
                context.close();
            }
        }
    }

    /** Believes that a message is sent when it is written. */
    private static final class ReleasesBetweenWriteAndFlush extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            ByteBuf body = context.alloc().directBuffer().writeBytes(request.content());
            context.write(response(body));
            // The codec does not copy the body.
            body.release();
            context.flush();
            context.close();
        }
    }

    /** Releases its input, which its superclass releases again. */
    private static final class ReleasesItsInputTwice extends MessageToMessageDecoder<FullHttpRequest> {
        @Override
        protected void decode(ChannelHandlerContext context, FullHttpRequest request, List<Object> out) {
            request.release();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            try {
                super.channelRead(context, message);
            } finally {
                context.close();
            }
        }
    }
}
