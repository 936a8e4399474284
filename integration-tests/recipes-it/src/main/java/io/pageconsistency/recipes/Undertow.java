package io.pageconsistency.recipes;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;

/** Undertow's pool. Closing a buffer twice has no effect. The method that closing calls does not check for a second call. */
final class Undertow {
    private Undertow() {
    }

    public static void main(String[] arguments) throws Exception {
        DefaultByteBufferPool pool = new DefaultByteBufferPool(true, 16 << 10);
        Traffic.run(random -> pool.allocate(), PooledByteBuffer::close);
        PooledByteBuffer closed = pool.allocate();
        closed.close();
        closed.close();
        System.out.println("GUARDED");
        if (arguments[0].equals("misused")) {
            ByteBuffer buffer = pool.allocate().getBuffer();
            Method free = Reflected.method(DefaultByteBufferPool.class, "freeInternal", 1);
            Reflected.call(free, pool, buffer);
            Reflected.call(free, pool, buffer);
        }
        Outcome.print();
    }
}
