package io.pageconsistency.workloads;

import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

/** One connection that sends its next request when it has the answer to the last one. */
final class HttpClient extends SimpleChannelInboundHandler<FullHttpResponse> {
    private static final int LARGE_BODY = 200_003;
    private static final int SMALL_BODY = 3_001;

    private final SplittableRandom random;
    private final Results results;
    private int left;
    private ByteBuf expected;

    HttpClient(int number, int requests, Results results) {
        this.random = new SplittableRandom(number);
        this.left = requests;
        this.results = results;
    }

    /** The results of all clients together. */
    static final class Results {
        private final CountDownLatch running;
        private final LongAdder answers = new LongAdder();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Results(int clients) {
            running = new CountDownLatch(clients);
        }

        void await() throws InterruptedException {
            running.await();
            if (failure.get() != null) {
                throw new IllegalStateException("a client failed", failure.get());
            }
        }

        long answers() {
            return answers.sum();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        send(context);
    }

    private void send(ChannelHandlerContext context) {
        int length = random.nextInt(random.nextInt(16) == 0 ? LARGE_BODY : SMALL_BODY);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + left);
        }
        ByteBuf body = context.alloc().buffer(length).writeBytes(bytes);
        expected = body.retainedDuplicate();
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", body);
        request.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        context.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        if (!ByteBufUtil.equals(expected, response.content())) {
            throw new IllegalStateException("another body came back");
        }
        results.answers.increment();
        expected.release();
        expected = null;
        if (--left > 0) {
            send(context);
        } else {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        results.running.countDown();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
        results.failure.compareAndSet(null, error);
        context.close();
    }
}
