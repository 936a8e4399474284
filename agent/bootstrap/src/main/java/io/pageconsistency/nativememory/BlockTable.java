package io.pageconsistency.nativememory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Blocks by a number that is different for each of them.
 *
 * <p>A hash table whose buckets are immutable values changed by one compare-and-set: nothing, a block, or an array of
 * several. It grows without a lock: the new table is published empty, each of its buckets is made from the old one at first
 * use, and a bucket that this is done with is <em>frozen</em>, so that nobody changes it any more. Whoever meets a frozen
 * bucket goes on in the new table. The thread that grew it sees to all buckets, so that the old one can go.
 *
 * <p>Nothing is counted: that the table is too small is noticed where a bucket is long, and made sure by looking at some
 * others. Thread-safe; nothing in here waits, and only growing and collisions take more memory than the block itself.
 */
abstract class BlockTable {
    static final int INITIAL_BITS = 10;
    private static final int MAX_BITS = 26;
    /** Length of a bucket that makes us look at others. */
    private static final int LONG = 4;
    /** How many others. */
    private static final int SAMPLE = 64;

    private static final Object EMPTY = new Object();
    private static final VarHandle BUCKET = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle TABLE;

    static {
        try {
            TABLE = MethodHandles.lookup().findVarHandle(BlockTable.class, "table", Table.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The last content of a bucket that has a successor in a larger table. */
    private static final class Frozen {
        final Object content;

        Frozen(Object content) {
            this.content = content;
        }
    }

    private static final class Table {
        final Object[] buckets;
        final int bits;
        /** Where buckets that are null still have to come from; null once there are none. */
        volatile Table previous;

        Table(int bits, Table previous) {
            this.buckets = new Object[1 << bits];
            this.bits = bits;
            this.previous = previous;
            if (previous == null) {
                Arrays.fill(buckets, EMPTY);
            }
        }

        /** Fibonacci hashing, from the top: a bucket's contents go to two neighbours of the next larger table. */
        int index(long key) {
            return (int) (key * 0x9E3779B97F4A7C15L >>> 64 - bits);
        }
    }

    private volatile Table table;

    BlockTable() {
        this(INITIAL_BITS);
    }

    /** @param initialBits the binary logarithm of how many buckets there are at first */
    BlockTable(int initialBits) {
        table = new Table(initialBits, null);
    }

    /** What a block is found by. */
    abstract long keyOf(NativeBlock block);

    /** The block with a key, or null. */
    final NativeBlock find(long key) {
        while (true) {
            Table t = table;
            Object content = content(t, t.index(key));
            if (!(content instanceof Frozen)) {
                return select(content, key);
            }
        }
    }

    /** Enters a block; the one that had its key, or null. */
    final NativeBlock put(NativeBlock block) {
        long key = keyOf(block);
        while (true) {
            Table t = table;
            int i = t.index(key);
            Object content = content(t, i);
            if (content instanceof Frozen) {
                continue;
            }
            NativeBlock replaced = select(content, key);
            Object next = with(without(content, replaced), block);
            if (BUCKET.compareAndSet(t.buckets, i, content, next)) {
                if (next instanceof NativeBlock[] several && several.length >= LONG) {
                    growIfFull(t, i);
                }
                return replaced;
            }
        }
    }

    /** Takes out this very block, and none that has its key by now; false if it was not there. */
    final boolean remove(NativeBlock block) {
        long key = keyOf(block);
        while (true) {
            Table t = table;
            int i = t.index(key);
            Object content = content(t, i);
            if (content instanceof Frozen) {
                continue;
            }
            if (select(content, key) != block) {
                return false;
            }
            if (BUCKET.compareAndSet(t.buckets, i, content, without(content, block))) {
                return true;
            }
        }
    }

    /** Shows each block that is there from beginning to end once; others perhaps. */
    final void forEach(Consumer<NativeBlock> action) {
        Table t = table;
        for (int i = 0; i < t.buckets.length; i++) {
            Object content = content(t, i);
            Object blocks = content instanceof Frozen frozen ? frozen.content : content;
            for (int j = 0; j < count(blocks); j++) {
                action.accept(at(blocks, j));
            }
        }
    }

    private Object content(Table t, int i) {
        Object content = BUCKET.getAcquire(t.buckets, i);
        return content != null ? content : moved(t, i);
    }

    /** Makes a bucket from its predecessor. */
    private Object moved(Table t, int i) {
        Table from = t.previous;
        // Without a predecessor all buckets have been made, this one since we looked.
        if (from != null) {
            Object old = frozen(from, i >>> 1);
            Object mine = EMPTY;
            for (int j = 0; j < count(old); j++) {
                NativeBlock block = at(old, j);
                mine = t.index(keyOf(block)) == i ? with(mine, block) : mine;
            }
            BUCKET.compareAndSet(t.buckets, i, (Object) null, mine);
        }
        return BUCKET.getAcquire(t.buckets, i);
    }

    private Object frozen(Table t, int i) {
        while (true) {
            Object content = content(t, i);
            if (content instanceof Frozen frozen) {
                return frozen.content;
            }
            if (BUCKET.compareAndSet(t.buckets, i, content, (Object) new Frozen(content))) {
                return content;
            }
        }
    }

    private void growIfFull(Table t, int around) {
        int blocks = 0;
        int mask = t.buckets.length - 1;
        for (int i = 0; i < SAMPLE; i++) {
            // A frozen one counts for nothing: somebody else has seen to it.
            blocks += count(BUCKET.getAcquire(t.buckets, around + i & mask));
        }
        if (blocks >= SAMPLE && t.bits < MAX_BITS && t.previous == null) {
            grow(t);
        }
    }

    private void grow(Table t) {
        Table larger = new Table(t.bits + 1, t);
        if (TABLE.compareAndSet(this, t, larger)) {
            for (int i = 0; i < larger.buckets.length; i++) {
                content(larger, i);
            }
            larger.previous = null;
        }
    }

    private static int count(Object content) {
        return content instanceof NativeBlock ? 1 : content instanceof NativeBlock[] several ? several.length : 0;
    }

    private static NativeBlock at(Object content, int index) {
        return content instanceof NativeBlock block ? block : ((NativeBlock[]) content)[index];
    }

    private NativeBlock select(Object content, long key) {
        if (content instanceof NativeBlock block) {
            return keyOf(block) == key ? block : null;
        }
        if (content instanceof NativeBlock[] several) {
            for (NativeBlock block : several) {
                if (keyOf(block) == key) {
                    return block;
                }
            }
        }
        return null;
    }

    private static Object with(Object content, NativeBlock block) {
        if (content instanceof NativeBlock other) {
            return new NativeBlock[] {other, block};
        }
        if (content instanceof NativeBlock[] several) {
            NativeBlock[] more = Arrays.copyOf(several, several.length + 1);
            more[several.length] = block;
            return more;
        }
        return block;
    }

    private static Object without(Object content, NativeBlock block) {
        if (block == null) {
            return content;
        }
        if (content instanceof NativeBlock[] several) {
            if (several.length == 2) {
                return several[0] == block ? several[1] : several[0];
            }
            NativeBlock[] fewer = new NativeBlock[several.length - 1];
            for (int i = 0, j = 0; i < several.length; i++) {
                if (several[i] != block) {
                    fewer[j++] = several[i];
                }
            }
            return fewer;
        }
        return EMPTY;
    }
}
