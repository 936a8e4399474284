package io.pageconsistency.workloads;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.pageconsistency.PageConsistencyError;

/**
 * Faults of every kind, made with the adaptive allocator's own methods. Each is made with a small, a large and a huge buffer,
 * direct and on the heap, so that every kind of chunk of a release is used.
 *
 * <p>Prints {@code SCENARIO name size memory} before the {@linkplain Found findings}, and at the end how many calls were refused.
 */
public final class AdaptiveFaults {
    private static final int[] SIZES = {300, 40_000, 2_000_000};
    private static final int MANY = 500;
    private static final int SOME = 20;

    /**
     * Keeps everything that was broken on purpose. If it were collected, the effects of the collection would be reported as well.
     */
    private static final List<Object> BROKEN = new ArrayList<>();
    private static int refused;

    private record Memory(ByteBufAllocator pool, int size, boolean direct) {
        ByteBuf buffer() {
            return direct ? pool.directBuffer(size) : pool.heapBuffer(size);
        }
    }

    private static final Map<String, Consumer<Memory>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("freed-twice", AdaptiveFaults::freedTwice);
        ALL.put("freed-twice-and-given-to-two", AdaptiveFaults::freedTwiceAndGivenToTwo);
        ALL.put("freed-by-its-middle", AdaptiveFaults::freedByItsMiddle);
        ALL.put("handed-out-too-long", AdaptiveFaults::handedOutTooLong);
        ALL.put("handed-out-twice", AdaptiveFaults::handedOutTwice);
        ALL.put("chunk-emptied-in-use", AdaptiveFaults::chunkEmptiedInUse);
    }

    private AdaptiveFaults() {
    }

    public static void main(String[] args) {
        ALL.forEach((name, scenario) -> {
            for (int size : SIZES) {
                for (boolean direct : new boolean[] {true, false}) {
                    System.out.println("SCENARIO " + name + ' ' + size + (direct ? " direct" : " heap"));
                    ByteBufAllocator pool = AdaptivePools.cached(false);
                    BROKEN.add(pool);
                    Found.during(() -> attempt(() -> scenario.accept(new Memory(pool, size, direct))));
                }
            }
        });
        new Outcome().with("refused", refused).print();
    }

    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (PageConsistencyError e) {
            refused++;
        }
    }

    private static void freedTwice(Memory memory) {
        ByteBuf beside = memory.buffer();
        ByteBuf buffer = memory.buffer();
        Segment segment = new Segment(buffer);
        buffer.release();
        attempt(segment::free);
        BROKEN.add(beside);
    }

    /** The pool then has memory twice and hands it out to two users, who both give it back. */
    private static void freedTwiceAndGivenToTwo(Memory memory) {
        ByteBuf beside = memory.buffer();
        ByteBuf buffer = memory.buffer();
        Segment segment = new Segment(buffer);
        buffer.release();
        attempt(segment::free);
        List<ByteBuf> others = new ArrayList<>();
        for (int i = memory.size() < 1_000 ? MANY : SOME; i > 0; i--) {
            attempt(() -> others.add(memory.buffer()));
        }
        others.add(beside);
        for (ByteBuf other : others) {
            attempt(() -> quietly(other));
        }
    }

    private static void freedByItsMiddle(Memory memory) {
        ByteBuf beside = memory.buffer();
        ByteBuf buffer = memory.buffer();
        attempt(() -> new Segment(buffer).freeBehind(16));
        BROKEN.add(List.of(beside, buffer));
    }

    /** Makes a pool with pieces of one size take them for longer than they are. The memory after the piece has no holder. */
    private static void handedOutTooLong(Memory memory) {
        ByteBuf buffer = memory.buffer();
        if (new Segment(buffer).growPieces()) {
            BROKEN.add(memory.buffer());
        }
        BROKEN.add(buffer);
    }

    private static void handedOutTwice(Memory memory) {
        ByteBuf buffer = memory.buffer();
        Segment segment = new Segment(buffer);
        attempt(() -> BROKEN.add(segment.handOutAgain()));
        quietly(buffer);
        attempt(segment::free);
    }

    private static void chunkEmptiedInUse(Memory memory) {
        ByteBuf beside = memory.buffer();
        ByteBuf buffer = memory.buffer();
        attempt(() -> new Segment(buffer).empty());
        attempt(() -> quietly(buffer));
        attempt(() -> quietly(beside));
    }

    /** Releases a buffer and ignores the pool's own errors, which are not the subject here. */
    private static void quietly(ByteBuf buffer) {
        try {
            buffer.release();
        } catch (RuntimeException | AssertionError e) {
            BROKEN.add(buffer);
        }
    }
}
