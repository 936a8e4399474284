package io.pageconsistency.dist;

import java.nio.ByteBuffer;

/** Does to a {@link Buffers} what its argument says. */
final class Misused {
    private static final int MANY = (1 << 18) + 1;
    private static final int PAGE = 16;
    private static final long PATIENCE_MILLIS = 30_000;

    private Misused() {
    }

    /** @param arguments {@code twice}: a page comes back twice; {@code many}: more are out than holders are kept of */
    public static void main(String[] arguments) throws Exception {
        Buffers pool = new Buffers(MANY, PAGE);
        if (arguments[0].equals("twice")) {
            ByteBuffer page = pool.acquire();
            pool.release(page, 0);
            pool.release(page, 0);
            Thread.sleep(PATIENCE_MILLIS);
            System.out.println("went on for ever");
        } else {
            for (int i = 0; i < MANY; i++) {
                pool.acquire();
            }
            // The agent looks every second, and is to say it once.
            Thread.sleep(PATIENCE_MILLIS / 10);
        }
    }
}
