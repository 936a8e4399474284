package io.pageconsistency.benchmarks.startup;

import java.time.Duration;

import io.netty.buffer.PooledByteBufAllocator;

/** A program that starts, does almost nothing, and prints the processor time it has taken so far, in nanoseconds. */
final class Started {
    /** Does nothing after the start. */
    static final String NOTHING = "nothing";
    /** Allocates one buffer from Netty's pool and releases it. */
    static final String NETTY = "netty";
    /** The prefix of the line if an agent is active. Without an agent it is replaced by blanks of the same length. */
    static final String CHECKED = "checked ";

    private Started() {
    }

    public static void main(String[] arguments) {
        if (arguments[0].equals(NETTY)) {
            UseOfNetty.once();
        }
        Duration taken = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        System.out.println((isChecked() ? CHECKED : " ".repeat(CHECKED.length())) + taken.toNanos());
    }

    /** Asks the boot loader, because the benchmarks themselves contain classes of the same names. */
    private static boolean isChecked() {
        try {
            Class<?> agent = Class.forName("io.pageconsistency.PageConsistency", true, null);
            return (boolean) agent.getMethod("isActive").invoke(null);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** A class of its own, so that Netty is loaded only where it is used. */
    private static final class UseOfNetty {
        static void once() {
            PooledByteBufAllocator.DEFAULT.directBuffer(1024).release();
        }
    }
}
