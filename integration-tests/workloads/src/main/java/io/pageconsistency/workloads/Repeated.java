package io.pageconsistency.workloads;

import io.netty.buffer.ByteBuf;

/**
 * One line of code that frees a second time, again and again, on a thread whose name pretends to be the agent and plays with the
 * terminal.
 *
 * <p>Argument: {@code times}.
 */
public final class Repeated {
    /** Ends a quotation and a line, moves the cursor, sets a title, colours, turns the direction, and is no proper text. */
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
            // A pool each: what one such fault leaves of a pool is another story.
            ByteBuf buffer = Pools.small(false).directBuffer(Pools.PAGE);
            Internals internals = Internals.of(buffer);
            buffer.release();
            internals.free();
        }
    }
}
