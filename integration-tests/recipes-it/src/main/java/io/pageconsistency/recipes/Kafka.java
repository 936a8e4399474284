package io.pageconsistency.recipes;

import java.nio.ByteBuffer;
import java.util.List;

import org.apache.kafka.clients.producer.internals.BufferPool;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;

/** The pool of Kafka's producer: heap buffers, of which those of the usual size are kept. */
final class Kafka {
    private static final int SIZE = 16 << 10;

    private Kafka() {
    }

    public static void main(String[] arguments) throws Exception {
        BufferPool pool = new BufferPool(64L << 20, SIZE, new Metrics(), Time.SYSTEM, "test");
        Traffic.run(random -> pool.allocate(random.nextInt(4) == 0 ? 1 + random.nextInt(3 * SIZE) : SIZE, 1_000),
                pool::deallocate);
        BufferPool chunked = new BufferPool(64L << 20, SIZE, new Metrics(), Time.SYSTEM, "chunks",
                BufferPool.AllocationMode.INCREMENTAL);
        Traffic.run(random -> chunked.allocateChunks(1 + random.nextInt(3 * SIZE), 1_000),
                (List<ByteBuffer> chunks) -> chunks.forEach(chunked::deallocate));
        if (arguments[0].equals("replaced")) {
            for (int i = 0; i < 100; i++) {
                pool.allocate(SIZE, 1_000);
                pool.deallocate(ByteBuffer.allocate(SIZE));
                pool.allocate(SIZE, 1_000);
                pool.deallocate(ByteBuffer.allocate(3 * SIZE), SIZE);
            }
        }
        if (arguments[0].equals("misused")) {
            ByteBuffer buffer = pool.allocate(SIZE, 1_000);
            pool.deallocate(buffer);
            pool.deallocate(buffer);
        }
        Outcome.print();
    }
}
