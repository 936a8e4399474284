package io.pageconsistency.nativememory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A lock-free hash table of blocks by a unique key.
 *
 * <p>Each bucket is an immutable value that is replaced by one compare-and-set: empty, a block, or an array of several. The table grows
 * without a lock: the new table is published empty, and each of its buckets is filled from the old table at first use. The old bucket is
 * <em>frozen</em> first, so that no thread changes it from then on. A thread that meets a frozen bucket continues in the new table. The
 * thread that grew the table visits all buckets, so that the old table can be dropped.
 *
 * <p>There is no count of entries. A long bucket is taken as a sign that the table may be full, and a sample of other buckets confirms it.
 * Thread-safe, lock-free. Only growing and collisions take more memory than the block itself.
 */
abstract class BlockTable {
    static final int INITIAL_BITS = 10;
    private static final int MAX_BITS = 26;
    /** The length of a bucket that triggers the sampling of others. */
    private static final int LONG = 4;
    /** The number of buckets in a sample. */
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

    /** The final contents of a bucket whose successors are in a larger table. */
    private static final class Frozen {
        final Object content;

        Frozen(Object content) {
            this.content = content;
        }
    }

    private static final class Table {
        final Object[] buckets;
        final int bits;
        /** The table from which buckets that are still null must be filled; null after all are filled. */
        volatile Table previous;

        Table(int bits, Table previous) {
            this.buckets = new Object[1 << bits];
            this.bits = bits;
            this.previous = previous;
            if (previous == null) {
                Arrays.fill(buckets, EMPTY);
            }
        }

        /** Fibonacci hashing by the top bits, so that a bucket's contents go to two adjacent buckets of the next larger table. */
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

    /** The key of a block. */
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

    /** Enters a block; returns the block that had the same key, or null. */
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

    /** Removes this very block, not another one with the same key; false if it was not there. */
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

    /** Calls the action once with each block that is present throughout; perhaps with others. */
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

    /** Fills a bucket from its predecessor. */
    private Object moved(Table t, int i) {
        Table from = t.previous;
        // Without a previous table, all buckets are filled; this one was filled after the first look.
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
            // A frozen bucket counts 0: another thread is growing the table already.
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
