package io.pageconsistency.recipes;

import java.lang.reflect.Method;

/** The pool of direct buffers for messages between nodes in Akka and Pekko. It accepts the same buffer twice. */
final class Artery {
    private static final int PAYLOAD = 8 << 10;
    private static final int KEPT = 16;

    private Artery() {
    }

    public static void main(String[] arguments) throws Exception {
        String library = arguments[1].equals("pekko") ? "org.apache.pekko" : "akka";
        Object pool = Reflected.make(library + ".remote.artery.EnvelopeBufferPool", PAYLOAD, KEPT);
        Method acquire = Reflected.method(pool.getClass(), "acquire", 0);
        Method release = Reflected.method(pool.getClass(), "release", 1);
        Traffic.run(random -> Reflected.call(acquire, pool), buffer -> Reflected.call(release, pool, buffer));
        if (arguments[0].equals("misused")) {
            Object buffer = Reflected.call(acquire, pool);
            Reflected.call(release, pool, buffer);
            Reflected.call(release, pool, buffer);
        }
        Outcome.print();
    }
}
