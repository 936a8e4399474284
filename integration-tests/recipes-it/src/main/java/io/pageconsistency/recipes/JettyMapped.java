package io.pageconsistency.recipes;

import java.nio.ByteBuffer;

import org.eclipse.jetty.io.MappedByteBufferPool;

/** Jetty's other pool up to 11, which has a queue of buffers for each size. */
final class JettyMapped {
    private JettyMapped() {
    }

    public static void main(String[] arguments) throws Exception {
        MappedByteBufferPool pool = new MappedByteBufferPool();
        Traffic.run(random -> pool.acquire(random.nextInt(70_000), random.nextBoolean()), pool::release);
        if (arguments[0].equals("misused")) {
            ByteBuffer buffer = pool.acquire(4_096, true);
            pool.release(buffer);
            pool.release(buffer);
        }
        Outcome.print();
    }
}
