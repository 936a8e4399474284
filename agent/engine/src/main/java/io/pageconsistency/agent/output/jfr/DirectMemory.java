package io.pageconsistency.agent.output.jfr;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** How much memory the virtual machine's direct buffers take together. */
final class DirectMemory {
    /** Said where it cannot be told. */
    static final long UNKNOWN = -1;

    private DirectMemory() {
    }

    /** In bytes, or {@link #UNKNOWN} in a runtime without {@code java.management}. */
    static long bytes() {
        try {
            return Bean.bytes();
        } catch (LinkageError e) {
            return UNKNOWN;
        }
    }

    /** Apart, so that the module is needed only when somebody asks. */
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
