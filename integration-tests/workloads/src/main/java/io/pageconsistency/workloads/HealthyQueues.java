package io.pageconsistency.workloads;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;

/**
 * Everything that a program may correctly do with a message in a channel's queue, or with a part of a composite buffer.
 *
 * <p>Argument {@code rounds}, with pooled and unpooled buffers in turn.
 */
public final class HealthyQueues {
    private static final int SLOT = 300;
    private static final int RUN = 5 * Pools.PAGE + 1;
    private static final int LARGE = 1 << 20;
    private static final int MANY = 40;

    private static final Map<String, BiConsumer<Channel, ByteBufAllocator>> SHAPES = new LinkedHashMap<>();

    static {
        SHAPES.put("plain", (channel, allocator) -> {
            channel.write(direct(allocator, SLOT));
            channel.writeAndFlush(direct(allocator, RUN));
        });
        SHAPES.put("retained-and-released-before-the-flush", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, SLOT);
            channel.write(buffer.retain());
            buffer.release();
            channel.flush();
        });
        SHAPES.put("retained-and-released-after-it", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, RUN);
            channel.writeAndFlush(buffer.retain());
            buffer.release();
        });
        SHAPES.put("written-twice", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, SLOT);
            channel.write(buffer.retainedDuplicate());
            channel.write(buffer.retain());
            channel.write(buffer);
            channel.flush();
        });
        SHAPES.put("heap", (channel, allocator) -> {
            ByteBuf buffer = allocator.heapBuffer(SLOT).writeZero(SLOT);
            channel.write(buffer.retain());
            buffer.release();
            channel.write(Unpooled.copiedBuffer(new byte[SLOT]));
            channel.flush();
        });
        SHAPES.put("views", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, RUN);
            for (int i = 0; i < MANY; i++) {
                channel.write(buffer.retainedSlice(i, SLOT).slice(1, SLOT - 2).duplicate());
                ByteBuf slice = buffer.readRetainedSlice(SLOT);
                channel.write(slice.retainedDuplicate().asReadOnly());
                slice.release();
            }
            buffer.release();
            channel.flush();
        });
        SHAPES.put("unreleasable", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, SLOT);
            ByteBuf shared = Unpooled.unreleasableBuffer(buffer);
            for (int i = 0; i < MANY; i++) {
                channel.write(shared.duplicate());
            }
            channel.write(Unpooled.EMPTY_BUFFER);
            channel.flush();
            // An owner who shares the buffer must wait until all of it was sent, as here.
            buffer.release();
        });
        SHAPES.put("file", (channel, allocator) -> {
            channel.write(direct(allocator, SLOT));
            channel.write(new DefaultFileRegion(file(), 0, SLOT));
            channel.writeAndFlush(direct(allocator, SLOT));
        });
        SHAPES.put("closed-with-writes-in-the-queue", (channel, allocator) -> {
            for (int i = 0; i < MANY; i++) {
                ByteBuf buffer = direct(allocator, SLOT);
                channel.write(buffer.retain()).addListener(future -> buffer.release());
                channel.write(direct(allocator, RUN));
            }
        });
        SHAPES.put("promises", (channel, allocator) -> {
            channel.write(direct(allocator, SLOT), channel.voidPromise());
            ByteBuf buffer = direct(allocator, SLOT);
            channel.write(buffer.retain()).addListener(future -> buffer.release());
            channel.flush();
        });
        SHAPES.put("cancelled", (channel, allocator) -> {
            List<ChannelPromise> promises = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                ByteBuf buffer = direct(allocator, i % 2 == 0 ? SLOT : RUN);
                ChannelPromise promise = channel.newPromise();
                promise.addListener(future -> buffer.release());
                channel.write(buffer.retain(), promise);
                promises.add(promise);
            }
            for (int i = 0; i < MANY; i += 3) {
                promises.get(i).cancel(false);
            }
            channel.flush();
        });
        SHAPES.put("written-after-the-end", (channel, allocator) -> {
            channel.write(direct(allocator, SLOT));
            channel.close();
            channel.write(direct(allocator, SLOT));
            channel.writeAndFlush(new Object());
        });
        SHAPES.put("sent-while-it-is-added", (channel, allocator) -> {
            channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(SLOT, 2 * SLOT));
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelWritabilityChanged(ChannelHandlerContext context) {
                    context.flush();
                }
            });
            for (int i = 0; i < MANY; i++) {
                ByteBuf buffer = direct(allocator, SLOT);
                channel.write(buffer.retain());
                buffer.release();
            }
            channel.flush();
        });
        SHAPES.put("embedded", (channel, allocator) -> {
            EmbeddedChannel embedded = new EmbeddedChannel();
            embedded.writeOutbound(direct(allocator, SLOT), new Holder(direct(allocator, SLOT)));
            embedded.write(direct(allocator, RUN));
            embedded.flush();
            for (Object out = embedded.readOutbound(); out != null; out = embedded.readOutbound()) {
                ReferenceCountUtil.release(out);
            }
            embedded.write(new Holder(direct(allocator, RUN)));
            embedded.close();
        });
        SHAPES.put("composite", (channel, allocator) -> {
            channel.write(parts(allocator));
            CompositeByteBuf parts = parts(allocator);
            channel.write(parts.readRetainedSlice(SLOT));
            parts.release();
            channel.writeAndFlush(Unpooled.wrappedBuffer(direct(allocator, SLOT), direct(allocator, RUN)));
        });
        SHAPES.put("watched", (channel, allocator) -> {
            ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            try {
                CompositeByteBuf composite = parts(allocator);
                channel.write(composite.retain());
                channel.write(composite.retainedSlice());
                composite.release();
                ByteBuf buffer = direct(allocator, SLOT);
                channel.write(buffer.retain());
                buffer.release();
                channel.flush();
            } finally {
                ResourceLeakDetector.setLevel(level);
            }
        });
        SHAPES.put("parts", (channel, allocator) -> {
            CompositeByteBuf composite = parts(allocator);
            ByteBuf kept = direct(allocator, SLOT);
            composite.addComponent(true, 1, kept.retain());
            kept.release();
            kept.setByte(0, 1);
            ByteBuf removed = composite.component(0).retain();
            composite.removeComponent(0).writerIndex(composite.capacity());
            removed.release();
            composite.consolidate(0, 2);
            composite.readerIndex(SLOT + 1).discardReadComponents();
            composite.capacity(composite.capacity() + RUN).capacity(SLOT);
            CompositeByteBuf flat = allocator.compositeBuffer().addFlattenedComponents(true, parts(allocator));
            flat.skipBytes(SLOT).discardReadBytes();
            flat.consolidate();
            flat.release();
            composite.release();
        });
        SHAPES.put("part-that-was-not-added", (channel, allocator) -> {
            // The composite has the largest possible size: it has no room for the next part.
            ByteBuf large = direct(allocator, LARGE);
            CompositeByteBuf composite = allocator.compositeBuffer(Integer.MAX_VALUE / LARGE);
            for (int i = 0; i < Integer.MAX_VALUE / LARGE; i++) {
                composite.addComponent(true, large.retainedDuplicate());
            }
            large.release();
            try {
                composite.addComponent(true, direct(allocator, LARGE));
                throw new IllegalStateException("added where there is no room");
            } catch (IllegalArgumentException e) {
                composite.release();
            }
        });
    }

    private HealthyQueues() {
    }

    public static void main(String[] args) throws InterruptedException {
        int rounds = new Arguments(args).number("rounds", 3);
        ByteBufAllocator pooled = new PooledByteBufAllocator(true);
        for (int i = 0; i < rounds; i++) {
            all(pooled);
            all(UnpooledByteBufAllocator.DEFAULT);
        }
        new Outcome().with("shapes", SHAPES.size()).print();
    }

    private static void all(ByteBufAllocator allocator) throws InterruptedException {
        try (Loopback loopback = new Loopback(allocator)) {
            for (BiConsumer<Channel, ByteBufAllocator> shape : SHAPES.values()) {
                loopback.with(channel -> shape.accept(channel, allocator));
            }
        }
    }

    private static ByteBuf direct(ByteBufAllocator allocator, int size) {
        return allocator.directBuffer(size).writeZero(size);
    }

    private static CompositeByteBuf parts(ByteBufAllocator allocator) {
        return allocator.compositeBuffer().addComponent(true, direct(allocator, SLOT)).addComponent(true, direct(allocator, RUN))
                .addComponents(true, direct(allocator, SLOT), direct(allocator, SLOT));
    }

    private static File file() {
        try {
            File file = File.createTempFile("page-consistency", ".bytes");
            file.deleteOnExit();
            Files.write(file.toPath(), new byte[SLOT]);
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A message that is not a buffer but contains one. */
    private static final class Holder extends DefaultByteBufHolder {
        Holder(ByteBuf content) {
            super(content);
        }
    }
}
