package io.pageconsistency.recipes;

import java.nio.ByteBuffer;

import org.xnio.ByteBufferPool;

/** XNIO's pools. Buffers are given back through a static method, and the pages of the middle pool are slices of the large one's. */
final class Xnio {
    private Xnio() {
    }

    public static void main(String[] arguments) throws Exception {
        Traffic.run(random -> ByteBufferPool.MEDIUM_DIRECT.allocate(), ByteBufferPool::free);
        Traffic.run(random -> ByteBufferPool.SMALL_DIRECT.allocate(), ByteBufferPool::free);
        if (arguments[0].equals("misused")) {
            ByteBuffer buffer = ByteBufferPool.SMALL_DIRECT.allocate();
            ByteBufferPool.free(buffer);
            ByteBufferPool.free(buffer);
        }
        Outcome.print();
    }
}
