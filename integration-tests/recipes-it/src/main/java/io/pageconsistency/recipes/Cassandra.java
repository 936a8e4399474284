package io.pageconsistency.recipes;

import java.nio.ByteBuffer;

import org.apache.cassandra.config.DatabaseDescriptor;
import org.apache.cassandra.io.compress.BufferType;
import org.apache.cassandra.utils.memory.BufferPool;

/** Cassandra's pool: chunks of 128 KiB with a pool for each thread, and buffers that can shrink while they are in use. */
final class Cassandra {
    private Cassandra() {
    }

    public static void main(String[] arguments) throws Exception {
        DatabaseDescriptor.clientInitialization();
        BufferPool pool = new BufferPool("test", 16L << 20, true);
        Traffic.run(random -> {
            ByteBuffer buffer = pool.get(1 + random.nextInt(70_000), BufferType.OFF_HEAP);
            if (random.nextInt(4) == 0) {
                buffer.limit(random.nextInt(buffer.capacity()) + 1);
                pool.putUnusedPortion(buffer);
            }
            return buffer;
        }, pool::put);
        Outcome.print();
        System.exit(0);
    }
}
