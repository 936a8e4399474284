package io.pageconsistency.recipes;

import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.util.Set;

/**
 * The pools in HBase's region server: blocks of the bucket cache, and chunks for the stores in memory. Neither has checks of its
 * own.
 */
final class HBaseServer {
    private static final int CHUNK = 64 << 10;

    private HBaseServer() {
    }

    public static void main(String[] arguments) throws Exception {
        boolean misused = arguments[0].equals("misused");
        Object allocator = buckets(misused);
        chunks(misused);
        Outcome.print();
        // If it were collected with a block in use, that would be a leak.
        Reference.reachabilityFence(allocator);
    }

    private static Object buckets(boolean misused) throws Exception {
        Object allocator = Reflected.make("org.apache.hadoop.hbase.io.hfile.bucket.BucketAllocator", 64L << 20,
                new int[] {5 << 10, 9 << 10, 17 << 10, 65 << 10});
        Method allocate = Reflected.method(allocator.getClass(), "allocateBlock", 1);
        Method free = Reflected.method(allocator.getClass(), "freeBlock", 2);
        Traffic.run(random -> {
            int length = 1 + random.nextInt(64 << 10);
            return new Object[] {Reflected.call(allocate, allocator, length), length};
        }, block -> Reflected.call(free, allocator, block));
        if (misused) {
            // In a bucket without any block in use, the allocator would free one too many and fail.
            Object other = Reflected.call(allocate, allocator, 4 << 10);
            Object block = Reflected.call(allocate, allocator, 4 << 10);
            Reflected.call(free, allocator, block, 4 << 10);
            Reflected.call(free, allocator, block, 4 << 10);
            System.out.println("STILL USED " + other);
        }
        return allocator;
    }

    private static void chunks(boolean misused) throws Exception {
        Class<?> type = Class.forName("org.apache.hadoop.hbase.regionserver.ChunkCreator");
        Object creator = Reflected.call(Reflected.method(type, "initialize", 7), null, CHUNK, false, 16L << 20, 1f, 0.25f, null, 0.1f);
        Method get = type.getDeclaredMethod("getChunk");
        get.setAccessible(true);
        Method back = Reflected.method(type, "putbackChunks", 1);
        Method id = Reflected.method(get.getReturnType(), "getId", 0);
        // A MemStore gives its chunks back by their numbers.
        Traffic.run(random -> Reflected.call(get, creator), chunk -> Reflected.call(back, creator, Set.of(Reflected.call(id, chunk))));
        if (misused) {
            Object chunk = Reflected.call(get, creator);
            Reflected.call(back, creator, Set.of(Reflected.call(id, chunk)));
            Reflected.call(back, creator, Set.of(Reflected.call(id, chunk)));
        }
    }
}
