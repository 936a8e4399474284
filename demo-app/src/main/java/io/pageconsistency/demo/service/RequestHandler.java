package io.pageconsistency.demo.service;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;

/**
 * Answers {@code POST /echo} with the received body and {@code GET /page?bytes=N} with a page of N bytes. The answers are made on
 * the threads of an executor and sent in the order of the requests. Each connection has its own handler.
 */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String USAGE = "POST /echo          answers with the body\n"
            + "GET  /page?bytes=N  answers with N bytes\n";
    private static final int MAX_PAGE = 8 * 1024 * 1024;

    private final Executor workers;
    /**
     * Completes with the answer to the latest request. A client may send the next request before it has the answer to the last one.
     */
    private CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);

    RequestHandler(Executor workers) {
        this.workers = workers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        request.retain();
        answers = answers.thenRunAsync(() -> answer(context, request), workers);
    }

    private static void answer(ChannelHandlerContext context, FullHttpRequest request) {
        try {
            FullHttpResponse response = response(context.alloc(), request);
            boolean keepAlive = HttpUtil.isKeepAlive(request);
            response.headers().set(HttpHeaderNames.CONNECTION,
                    keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
            context.writeAndFlush(response)
                    .addListener(keepAlive ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
        } finally {
            request.release();
        }
    }

    private static FullHttpResponse response(ByteBufAllocator allocator, FullHttpRequest request) {
        QueryStringDecoder target = new QueryStringDecoder(request.uri());
        return switch (target.path()) {
            case "/" -> text(allocator, HttpResponseStatus.OK, USAGE);
            case "/echo" -> request.method().equals(HttpMethod.POST)
                    ? response(HttpResponseStatus.OK, request.content().retain())
                    : text(allocator, HttpResponseStatus.METHOD_NOT_ALLOWED, USAGE);
            case "/page" -> page(allocator, target.parameters().getOrDefault("bytes", List.of()));
            default -> text(allocator, HttpResponseStatus.NOT_FOUND, USAGE);
        };
    }

    private static FullHttpResponse page(ByteBufAllocator allocator, List<String> bytes) {
        int size;
        try {
            size = bytes.isEmpty() ? -1 : Integer.parseInt(bytes.get(0));
        } catch (NumberFormatException e) {
            size = -1;
        }
        if (size < 0 || size > MAX_PAGE) {
            return text(allocator, HttpResponseStatus.BAD_REQUEST, "bytes must be a number from 0 to " + MAX_PAGE + "\n");
        }
        // No initial capacity: the buffer grows while it is written, which exercises the pool's reallocation.
        ByteBuf page = allocator.directBuffer();
        for (int i = 0; i < size; i++) {
            page.writeByte('a' + i % 26);
        }
        return response(HttpResponseStatus.OK, page);
    }

    private static FullHttpResponse text(ByteBufAllocator allocator, HttpResponseStatus status, String text) {
        FullHttpResponse response = response(status, ByteBufUtil.writeUtf8(allocator, text));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=" + StandardCharsets.UTF_8);
        return response;
    }

    private static FullHttpResponse response(HttpResponseStatus status, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
