package io.pageconsistency.dist;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.hooks.PoolHooks;

/** A program with a pool of its own that frees something twice, sooner or later, and ends in one way or the other. */
final class Ends {
    private static final int PAGE = 8192;
    private static final int PAGES = 8;
    private static final Object POOL = new Object();
    /** Kept to the end: memory that the collector frees under a pool is a finding. */
    private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(PAGES * PAGE);

    /** As a terminal or a log collector may be: what is not waited for is not written when everything has ended. */
    private static final class SlowStream extends PrintStream {
        private static final long MILLIS = 300;

        SlowStream() {
            super(new FileOutputStream(FileDescriptor.err));
        }

        @Override
        public void print(String text) {
            try {
                Thread.sleep(MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.print(text);
        }
    }

    private Ends() {
    }

    /**
     * @param arguments whether it frees twice, {@code never}, {@code before} it ends or in a shutdown {@code hook}; then how it
     *        ends: {@code return}, {@code throw}, {@code thread} (another one throws), {@code throw-exit0} (another one ends what
     *        {@code main} has failed), {@code term} (by that signal), or {@code exit} with a status
     */
    public static void main(String[] arguments) throws Exception {
        PoolHooks.opened("own", POOL, MEMORY, 0, PAGES * PAGE, PAGE, true);
        PoolHooks.reserved(POOL, 0, PAGES);
        PoolHooks.handedOut(POOL, 0, PAGES, 0, PAGES * PAGE);
        PoolHooks.takingBack(POOL, 0, PAGES);
        if (arguments[0].equals("before")) {
            PoolHooks.takingBack(POOL, 0, PAGES);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (arguments[0].equals("hook")) {
                System.setErr(new SlowStream());
                PoolHooks.takingBack(POOL, 0, PAGES);
            }
            System.out.println("hook ended");
        }));
        switch (arguments[1]) {
            case "return" -> { }
            case "throw" -> throw new IllegalStateException("out of main");
            case "thread" -> {
                Thread other = new Thread(() -> {
                    throw new IllegalStateException("out of another thread");
                });
                other.start();
                other.join();
            }
            case "throw-exit0" -> {
                Thread main = Thread.currentThread();
                new Thread(() -> {
                    try {
                        main.join();
                    } catch (InterruptedException e) {
                        return;
                    }
                    System.exit(0);
                }).start();
                throw new IllegalStateException("out of main");
            }
            case "term" -> {
                // The shell's own, since not every machine has a program of that name.
                new ProcessBuilder("sh", "-c", "kill -TERM " + ProcessHandle.current().pid()).start();
                Thread.sleep(Long.MAX_VALUE);
            }
            default -> System.exit(Integer.parseInt(arguments[1].substring("exit".length())));
        }
        System.out.println("swallowed: " + PageConsistency.swallowedErrors());
    }
}
