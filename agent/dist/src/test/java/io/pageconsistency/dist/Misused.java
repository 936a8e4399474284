package io.pageconsistency.dist;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** Does to a {@link Buffers} what its argument says. */
final class Misused {
    private static final int MANY = (1 << 18) + 1;
    private static final int PAGE = 16;
    private static final int ROUNDS = 5_000;
    private static final long PATIENCE_MILLIS = 120_000;
    private static final long ONCE_MORE_MILLIS = 3_000;

    /** Kept to the end: a pool that is collected with its pages out is a finding, after which the last lines are said once more. */
    private static Buffers pool;

    /** Passes everything on, and tells when the agent has said something. */
    private static final class Heard extends PrintStream {
        private final String words;
        private final CountDownLatch said;

        Heard(PrintStream out, String words, CountDownLatch said) {
            super(out, true);
            this.words = words;
            this.said = said;
        }

        @Override
        public void print(String text) {
            super.print(text);
            if (text.contains(words)) {
                said.countDown();
            }
        }
    }

    private Misused() {
    }

    /**
     * @param arguments {@code twice}: a page comes back twice; {@code many}: more are out than holders are kept of; {@code rightly}:
     *        nothing is wrong
     */
    public static void main(String[] arguments) throws Exception {
        pool = new Buffers(MANY, PAGE);
        if (arguments[0].equals("twice")) {
            ByteBuffer page = pool.acquire();
            pool.release(page, 0);
            pool.release(page, 0);
            Thread.sleep(PATIENCE_MILLIS);
            System.out.println("went on for ever");
        } else if (arguments[0].equals("rightly")) {
            for (int i = 0; i < ROUNDS; i++) {
                int number = pool.next();
                pool.release(pool.acquire(), number);
            }
        } else {
            CountDownLatch said = new CountDownLatch(1);
            System.setErr(new Heard(System.err, "not checked any more", said));
            for (int i = 0; i < MANY; i++) {
                pool.acquire();
            }
            // The agent looks every second, and is to say it once.
            said.await();
            Thread.sleep(ONCE_MORE_MILLIS);
        }
    }
}
