package io.pageconsistency.benchmarks.startup;

import java.time.Duration;

import io.netty.buffer.PooledByteBufAllocator;

/** A program that starts, does next to nothing, and says how much processor time it has taken by then, in nanoseconds. */
final class Started {
    /** Starts, and no more. */
    static final String NOTHING = "nothing";
    /** Allocates one buffer from Netty's pool and releases it. */
    static final String NETTY = "netty";
    /** What the line begins with if the agent is at work, and the same length of blanks otherwise. */
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

    /** Asked of the boot loader, because the benchmarks bring classes of the same names along. */
    private static boolean isChecked() {
        try {
            Class<?> agent = Class.forName("io.pageconsistency.PageConsistency", true, null);
            return (boolean) agent.getMethod("isActive").invoke(null);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Apart, so that Netty is loaded only where it is used. */
    private static final class UseOfNetty {
        static void once() {
            PooledByteBufAllocator.DEFAULT.directBuffer(1024).release();
        }
    }
}
