package io.pageconsistency.workloads;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.ByteBuf;
import io.pageconsistency.PageConsistency;

/**
 * A fault in a virtual machine that must halt because of it. If it does not halt, the program never ends, or ends with status 0.
 *
 * <p>Arguments: {@code how} the fault is made and what comes after it; {@code spoiled}, a file; {@code by}, what replaces that file
 * before the fault: {@code pipe}, a pipe without a reader, or {@code full}, a device without room.
 */
public final class Halts {
    private static final int RUN = 5 * Pools.PAGE;

    private Halts() {
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        String spoiled = arguments.text("spoiled", "");
        if (!spoiled.isEmpty()) {
            spoil(Path.of(spoiled), arguments.text("by", "pipe"));
        }
        ByteBuf buffer = Pools.uncached(1, 0).directBuffer(RUN);
        Internals internals = Internals.of(buffer);
        switch (arguments.text("how", "free")) {
            case "free" -> {
                buffer.release();
                internals.free();
                rest();
            }
            case "exit" -> {
                buffer.release();
                internals.free();
                System.exit(0);
            }
            case "lock" -> internals.inItsLock(() -> {
                internals.reclaim();
                rest();
            });
            case "scan" -> {
                Flip.bitOf(internals);
                // Then the main method ends, and no other thread is working.
                PageConsistency.validate();
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void rest() {
        while (true) {
            LockSupport.park();
        }
    }

    private static void spoil(Path file, String by) throws Exception {
        Files.delete(file);
        if (by.equals("full")) {
            Files.createSymbolicLink(file, Path.of("/dev/full"));
        } else if (new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("no pipe could be made");
        }
    }
}
