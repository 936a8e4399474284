package io.pageconsistency.workloads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.ByteBuf;

/**
 * A fault at the end of a program.
 *
 * <p>Argument {@code how}: with {@code hook}, a shutdown hook makes the fault, and is the last hook to end; with {@code halt}, the
 * program makes it and halts the virtual machine with status {@value #STATUS}; with {@code none}, there is no fault.
 */
public final class AtTheEnd {
    private static final int STATUS = 3;
    private static final int RUN = 5 * Pools.PAGE;

    private AtTheEnd() {
    }

    public static void main(String[] args) {
        String how = new Arguments(args).text("how", "hook");
        ByteBuf buffer = Pools.uncached(1, 0).directBuffer(RUN);
        Internals internals = Internals.of(buffer);
        buffer.release();
        switch (how) {
            case "hook" -> Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                awaitOtherHooks();
                internals.free();
            }, "closes the pools"));
            case "halt" -> {
                internals.free();
                Runtime.getRuntime().halt(STATUS);
            }
            case "none" -> System.out.println("healthy");
            default -> throw new IllegalArgumentException(how);
        }
    }

    /**
     * Waits for the other shutdown hooks. They are the threads that would keep a program from ending. The thread that starts them
     * has the name that the JDK gives it.
     */
    private static void awaitOtherHooks() {
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> !thread.isDaemon()
                && thread != Thread.currentThread() && !thread.getName().equals("DestroyJavaVM"))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
