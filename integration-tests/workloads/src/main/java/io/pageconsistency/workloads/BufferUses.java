package io.pageconsistency.workloads;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ResourceLeakDetector;

/**
 * Releases a buffer of every kind, and then uses it in every way in which a released buffer can be used.
 *
 * <p>Argument {@code kind}: only that one. Prints {@code USE kind way}, the findings, and then {@code REFUSED} with the number of
 * earlier parties in the exception, or {@code PASSED}.
 */
public final class BufferUses {
    private static final int LENGTH = 256;

    private BufferUses() {
    }

    public static void main(String[] args) {
        String only = new Arguments(args).text("kind", "");
        Found.during(() -> buffers().forEach((kind, buffer) -> {
            if (only.isEmpty() || only.equals(kind)) {
                use(kind, "release", buffer.get());
                use(kind, "retain", buffer.get());
                use(kind, "read", buffer.get());
                use(kind, "write", buffer.get());
            }
        }));
        System.out.println("USE end");
        new Outcome().print();
    }

    /** Released buffers by their kinds. */
    private static Map<String, Supplier<ByteBuf>> buffers() {
        Map<String, Supplier<ByteBuf>> buffers = new LinkedHashMap<>();
        buffers.put("pooled-direct", () -> released(PooledByteBufAllocator.DEFAULT.directBuffer(LENGTH)));
        buffers.put("pooled-heap", () -> released(PooledByteBufAllocator.DEFAULT.heapBuffer(LENGTH)));
        buffers.put("unpooled-direct", () -> released(UnpooledByteBufAllocator.DEFAULT.directBuffer(LENGTH)));
        buffers.put("unpooled-heap", () -> released(Unpooled.buffer(LENGTH)));
        buffers.put("composite", () -> released(Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.buffer(LENGTH).writeZero(LENGTH))));
        addDerived(buffers, "pooled", PooledByteBufAllocator.DEFAULT);
        addDerived(buffers, "unpooled", UnpooledByteBufAllocator.DEFAULT);
        ByteBufAllocator adaptive = AdaptivePools.orNull();
        if (adaptive != null) {
            buffers.put("adaptive-direct", () -> released(adaptive.directBuffer(LENGTH)));
            buffers.put("adaptive-heap", () -> released(adaptive.heapBuffer(LENGTH)));
            addDerived(buffers, "adaptive", adaptive);
        }
        buffers.put("leak-aware", () -> {
            // The leak detector wraps all further buffers.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            return released(PooledByteBufAllocator.DEFAULT.directBuffer(LENGTH));
        });
        return buffers;
    }

    private static void addDerived(Map<String, Supplier<ByteBuf>> buffers, String name, ByteBufAllocator allocator) {
        buffers.put(name + "-slice", () -> {
            ByteBuf whole = allocator.directBuffer(LENGTH).writeZero(LENGTH);
            ByteBuf slice = whole.slice(1, LENGTH / 2);
            released(whole);
            return slice;
        });
        buffers.put(name + "-duplicate", () -> {
            ByteBuf whole = allocator.directBuffer(LENGTH).writeZero(LENGTH);
            ByteBuf duplicate = whole.duplicate();
            released(whole);
            return duplicate;
        });
        buffers.put(name + "-retained-slice", () -> {
            ByteBuf whole = allocator.directBuffer(LENGTH).writeZero(LENGTH);
            ByteBuf slice = whole.retainedSlice(1, LENGTH / 2);
            released(slice);
            released(whole);
            return slice;
        });
    }

    private static ByteBuf released(ByteBuf buffer) {
        buffer.release();
        return buffer;
    }

    private static void use(String kind, String way, ByteBuf dead) {
        System.out.println("USE " + kind + " " + way);
        try {
            switch (way) {
                case "release" -> release(dead);
                case "retain" -> retain(dead);
                case "read" -> read(dead);
                default -> write(dead);
            }
            System.out.println("PASSED");
        } catch (IllegalReferenceCountException e) {
            System.out.println("REFUSED " + parties(e));
        }
    }

    private static void release(ByteBuf dead) {
        dead.release();
    }

    private static void retain(ByteBuf dead) {
        dead.retain();
    }

    private static void read(ByteBuf dead) {
        dead.getByte(3);
    }

    private static void write(ByteBuf dead) {
        dead.setLong(3, 42);
    }

    /** The number of parties that released the buffer and that got it. For both a call in this program must be known. */
    private static String parties(Throwable refusal) {
        int released = 0;
        int handedOut = 0;
        for (Throwable each : refusal.getSuppressed()) {
            String message = each.getStackTrace().length == 0 ? "" : String.valueOf(each.getMessage());
            released += message.startsWith("page-consistency: the buffer was released by \"main\"") ? 1 : 0;
            handedOut += message.startsWith("page-consistency: the buffer was handed to \"main\"") ? 1 : 0;
        }
        return "released=" + released + " handedOut=" + handedOut;
    }
}
