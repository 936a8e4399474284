package io.pageconsistency.workloads;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Answers a request with its own body: in turn the same buffer, and a copy that grew piece by piece. */
final class HttpEcho extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final int PIECE = 997;

    private boolean copies;

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        copies = !copies;
        ByteBuf body = copies ? copy(context, request.content()) : request.content().retain();
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        context.writeAndFlush(response);
    }

    private static ByteBuf copy(ChannelHandlerContext context, ByteBuf body) {
        ByteBuf copy = context.alloc().buffer(PIECE);
        for (int from = body.readerIndex(); from < body.writerIndex(); from += PIECE) {
            copy.writeBytes(body, from, Math.min(PIECE, body.writerIndex() - from));
        }
        return copy;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
        error.printStackTrace();
        context.close();
    }
}
