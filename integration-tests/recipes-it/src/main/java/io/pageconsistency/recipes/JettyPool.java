package io.pageconsistency.recipes;

import java.nio.ByteBuffer;

import org.eclipse.jetty.io.ArrayByteBufferPool;

/** Jetty's pool up to 11. */
final class JettyPool {
    private JettyPool() {
    }

    public static void main(String[] arguments) throws Exception {
        ArrayByteBufferPool pool = new ArrayByteBufferPool();
        Traffic.run(random -> pool.acquire(random.nextInt(70_000), random.nextBoolean()), pool::release);
        if (arguments[0].equals("misused")) {
            ByteBuffer buffer = pool.acquire(4_096, true);
            pool.release(buffer);
            pool.release(buffer);
        }
        Outcome.print();
    }
}
