package io.pageconsistency.workloads;

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
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import io.netty.util.ResourceLeakDetector;

/**
 * A channel or a composite buffer owns a message, and other code releases it. Each shape is used once with pooled and once with
 * unpooled buffers. Its name is printed before.
 */
public final class QueueFaults {
    private static final int SLOT = 300;
    private static final int RUN = 5 * Pools.PAGE + 1;

    /** Kept, because the collection of what these faults leave would be reported as well. */
    private static final ByteBufAllocator POOLED = new PooledByteBufAllocator(true);
    private static final List<ByteBuf> LEFT = new ArrayList<>();

    private static final Map<String, BiConsumer<Channel, ByteBufAllocator>> SHAPES = new LinkedHashMap<>();

    static {
        SHAPES.put("slot", (channel, allocator) -> between(channel, direct(allocator, SLOT)));
        SHAPES.put("run", (channel, allocator) -> between(channel, direct(allocator, RUN)));
        SHAPES.put("chunk", (channel, allocator) -> between(channel, direct(allocator, 2 * Pools.CHUNK)));
        SHAPES.put("view", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, SLOT);
            channel.write(buffer.slice(1, SLOT - 1).duplicate());
            guilty(buffer);
        });
        SHAPES.put("retained-view", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, SLOT);
            channel.write(buffer.retainedSlice());
            buffer.release();
            guilty(buffer);
        });
        SHAPES.put("view-itself", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, SLOT);
            ByteBuf view = buffer.readRetainedSlice(SLOT - 1);
            buffer.release();
            between(channel, view);
        });
        SHAPES.put("composite", (channel, allocator) -> between(channel, allocator.compositeBuffer()
                .addComponent(true, direct(allocator, SLOT)).addComponent(true, direct(allocator, RUN))));
        SHAPES.put("watched", (channel, allocator) -> {
            ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            ByteBuf buffer = direct(allocator, SLOT);
            ResourceLeakDetector.setLevel(level);
            between(channel, buffer);
        });
        SHAPES.put("later", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, SLOT);
            channel.write(buffer);
            channel.write(direct(allocator, RUN));
            guilty(buffer);
        });
        SHAPES.put("twice-written", (channel, allocator) -> {
            ByteBuf buffer = direct(allocator, SLOT);
            channel.write(buffer.retain());
            channel.write(buffer);
            buffer.release();
            guilty(buffer);
        });
        SHAPES.put("envelope", (channel, allocator) -> {
            // A channel that accepts any message.
            EmbeddedChannel any = new EmbeddedChannel();
            ByteBuf buffer = direct(allocator, SLOT);
            any.write(new Holder(buffer));
            guilty(buffer);
            any.close();
        });
        SHAPES.put("part", (channel, allocator) -> part(allocator.compositeBuffer(), direct(allocator, SLOT)));
        SHAPES.put("part-of-queued", (channel, allocator) -> {
            ByteBuf part = direct(allocator, SLOT);
            channel.write(allocator.compositeBuffer().addComponent(true, part));
            guiltyOfPart(part);
        });
        SHAPES.put("part-of-wrapped", (channel, allocator) -> {
            ByteBuf part = direct(allocator, SLOT);
            ByteBuf both = Unpooled.wrappedBuffer(direct(allocator, SLOT), part);
            guiltyOfPart(part);
            both.getByte(0);
        });
        SHAPES.put("part-of-part", (channel, allocator) -> {
            ByteBuf part = direct(allocator, SLOT);
            CompositeByteBuf inner = allocator.compositeBuffer().addComponent(true, part);
            allocator.compositeBuffer().addFlattenedComponents(true, inner);
            guiltyOfPart(part);
        });
    }

    private QueueFaults() {
    }

    public static void main(String[] args) throws InterruptedException {
        Found.during(() -> {
            all("pooled", POOLED);
            all("unpooled", UnpooledByteBufAllocator.DEFAULT);
        });
        new Outcome().print();
        Runtime.getRuntime().exit(0);
    }

    private static void all(String name, ByteBufAllocator allocator) {
        try (Loopback loopback = new Loopback(allocator)) {
            for (Map.Entry<String, BiConsumer<Channel, ByteBufAllocator>> shape : SHAPES.entrySet()) {
                System.out.println("SHAPE " + name + ' ' + shape.getKey());
                loopback.with(channel -> shape.getValue().accept(channel, allocator));
            }
            System.out.println("END");
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts here", e);
        }
    }

    private static ByteBuf direct(ByteBufAllocator allocator, int size) {
        ByteBuf buffer = allocator.directBuffer(size).writeZero(size);
        LEFT.add(buffer);
        return buffer;
    }

    private static void between(Channel channel, ByteBuf message) {
        channel.write(message);
        guilty(message);
    }

    private static void part(CompositeByteBuf composite, ByteBuf part) {
        composite.addComponent(true, part);
        guiltyOfPart(part);
    }

    /** The guilty call, which must be named. */
    private static void guilty(ReferenceCounted message) {
        ReferenceCountUtil.release(message);
    }

    /** The guilty call for a part of a composite buffer. */
    private static void guiltyOfPart(ByteBuf part) {
        part.release();
    }

    /** A message that is not a buffer but contains one. */
    private static final class Holder extends DefaultByteBufHolder {
        Holder(ByteBuf content) {
            super(content);
        }
    }
}
