package io.pageconsistency.recipes;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;

/** Undertow's pool: closing a buffer twice does nothing. */
final class Undertow {
    private Undertow() {
    }

    public static void main(String[] arguments) throws Exception {
        DefaultByteBufferPool pool = new DefaultByteBufferPool(true, 16 << 10);
        Traffic.run(random -> pool.allocate(), PooledByteBuffer::close);
        if (arguments[0].equals("guarded")) {
            PooledByteBuffer buffer = pool.allocate();
            buffer.close();
            buffer.close();
            System.out.println("GUARDED");
        }
        Outcome.print();
    }
}
