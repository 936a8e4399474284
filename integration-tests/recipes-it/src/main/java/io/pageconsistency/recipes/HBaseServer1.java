package io.pageconsistency.recipes;

import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.apache.hadoop.conf.Configuration;

/**
 * The pools of {@link HBaseServer} before HBase 2: chunks are given back one by one or several at once, and blocks without their
 * length.
 */
final class HBaseServer1 {
    private static final int TOGETHER = 10;

    private HBaseServer1() {
    }

    public static void main(String[] arguments) throws Exception {
        boolean misused = arguments[0].equals("misused");
        Object allocator = Reflected.make("org.apache.hadoop.hbase.io.hfile.bucket.BucketAllocator", 64L << 20,
                new int[] {5 << 10, 9 << 10, 17 << 10, 65 << 10});
        Method allocate = Reflected.method(allocator.getClass(), "allocateBlock", 1);
        Method free = Reflected.method(allocator.getClass(), "freeBlock", long.class);
        Traffic.run(random -> Reflected.call(allocate, allocator, 1 + random.nextInt(64 << 10)),
                block -> Reflected.call(free, allocator, block));
        if (misused) {
            Object other = Reflected.call(allocate, allocator, 4 << 10);
            Object block = Reflected.call(allocate, allocator, 4 << 10);
            free.invoke(allocator, block);
            free.invoke(allocator, block);
            System.out.println("STILL USED " + other);
        }
        Object chunks = Reflected.make("org.apache.hadoop.hbase.regionserver.MemStoreChunkPool", new Configuration(false), 4 << 10, 16, 2);
        Method get = Reflected.method(chunks.getClass(), "getChunk", 0);
        Method back = Reflected.method(chunks.getClass(), "putbackChunk", 1);
        Traffic.run(random -> Reflected.call(get, chunks), chunk -> Reflected.call(back, chunks, chunk));
        BlockingQueue<Object> several = new LinkedBlockingQueue<>();
        for (int i = 0; i < TOGETHER; i++) {
            several.add(Reflected.call(get, chunks));
        }
        Reflected.call(Reflected.method(chunks.getClass(), "putbackChunks", 1), chunks, several);
        if (misused) {
            Object chunk = Reflected.call(get, chunks);
            Reflected.call(back, chunks, chunk);
            Reflected.call(back, chunks, chunk);
        }
        Outcome.print();
        // If it were collected with a block in use, that would be a leak.
        Reference.reachabilityFence(allocator);
    }
}
