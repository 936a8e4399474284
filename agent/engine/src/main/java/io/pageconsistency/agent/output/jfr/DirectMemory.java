package io.pageconsistency.agent.output.jfr;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** The memory of all direct buffers of this virtual machine. */
final class DirectMemory {
    /** The amount is not known. */
    static final long UNKNOWN = -1;

    private DirectMemory() {
    }

    /** The amount in bytes; {@link #UNKNOWN} in a runtime without {@code java.management}. */
    static long bytes() {
        try {
            return Bean.bytes();
        } catch (LinkageError e) {
            return UNKNOWN;
        }
    }

    /** A separate class, so that {@code java.management} is needed only when the amount is read. */
    private static final class Bean {
        private static final BufferPoolMXBean DIRECT = find();

        private static BufferPoolMXBean find() {
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                if (pool.getName().equals("direct")) {
                    return pool;
                }
            }
            return null;
        }

        static long bytes() {
            return DIRECT == null ? UNKNOWN : DIRECT.getMemoryUsed();
        }
    }
}
