package io.pageconsistency.workloads;

import io.netty.buffer.ByteBuf;

/**
 * One line of code that frees memory a second time, again and again. Its thread has a name that imitates the agent's output and
 * contains control characters.
 *
 * <p>Argument: {@code times}.
 */
public final class Repeated {
    /**
     * Ends a quotation and a line, moves the cursor, sets a title and colours, reverses the direction of text, and contains an
     * unpaired surrogate.
     */
    private static final String NAME = "x\"\n[page-consistency] at exit: 0 violations, 0 follow-ups\n\u001b[2J\u001b]0;title\u0007"
            + "\u009b31m\u202e\ud800\0\r\u2028";

    private Repeated() {
    }

    public static void main(String[] args) throws Exception {
        int times = new Arguments(args).number("times", 1);
        Thread thread = new Thread(() -> freeTwice(times), NAME);
        thread.start();
        thread.join();
        new Outcome().print();
    }

    private static void freeTwice(int times) {
        for (int i = 0; i < times; i++) {
            // A new pool each time, because such a fault leaves a pool in a broken state.
            ByteBuf buffer = Pools.small(false).directBuffer(Pools.PAGE);
            Internals internals = Internals.of(buffer);
            buffer.release();
            internals.free();
        }
    }
}
