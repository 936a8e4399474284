package io.pageconsistency.recipes;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

import javax.management.JMX;
import javax.management.ObjectName;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.PageConsistencyMXBean;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationListener;

/**
 * A pool's memory is read and written after it was given back: on the same thread and on another one, before the pool has handed it
 * out again and after. Prints {@code USE what thread when} before each use, then its outcome, and {@code FOUND kind method
 * freedBy}.
 */
final class Stale<T> {
    private static final long MARK = 0x0101010101010101L;

    private final Traffic.Acquire<T> acquire;
    private final Traffic.Release<T> release;
    private final Function<T, ByteBuffer> memory;

    private Stale(Traffic.Acquire<T> acquire, Traffic.Release<T> release, Function<T, ByteBuffer> memory) {
        this.acquire = acquire;
        this.release = release;
        this.memory = memory;
    }

    /** @param memory of several pages of the system; the pool must hand out the same memory each time while nothing else is held */
    static <T> void use(Traffic.Acquire<T> acquire, Traffic.Release<T> release, Function<T, ByteBuffer> memory) throws Exception {
        Stale<T> stale = new Stale<>(acquire, release, memory);
        stale.awaitGuard();
        ViolationListener listener = Stale::print;
        PageConsistency.addListener(listener);
        for (String thread : List.of("same", "another")) {
            for (String time : List.of("before", "after")) {
                stale.use("read " + thread + ' ' + time, Stale::read);
                stale.use("write " + thread + ' ' + time, Stale::write);
            }
        }
        PageConsistency.removeListener(listener);
    }

    /**
     * Waits until this memory is guarded when it comes back; other memory may be guarded already. It may take a while until the agent knows
     * that a new block is ordinary memory.
     */
    private void awaitGuard() throws Exception {
        PageConsistencyMXBean agent = JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(),
                new ObjectName(PageConsistencyMXBean.NAME), PageConsistencyMXBean.class);
        long whileHeld;
        do {
            T taken = acquire.get(null);
            whileHeld = guarded(agent);
            release.back(taken);
        } while (guarded(agent) <= whileHeld);
    }

    private static long guarded(PageConsistencyMXBean agent) {
        return agent.getFencedBytes() + agent.getPoisonedBytes();
    }

    private void use(String what, Function<ByteBuffer, Object> use) throws Exception {
        System.out.println("USE " + what);
        T taken = acquire.get(null);
        ByteBuffer buffer = memory.apply(taken);
        mark(buffer);
        giveBack(taken);
        T others = what.endsWith("after") ? acquire.get(null) : null;
        if (others != null) {
            mark(memory.apply(others));
        }
        Thread thread = new Thread(() -> System.out.println(became(buffer, use)), "another");
        if (what.contains("another")) {
            thread.start();
            thread.join();
        } else {
            thread.run();
        }
        // The next hand-out finds the write.
        release.back(others != null ? others : acquire.get(null));
    }

    private void giveBack(T taken) throws Exception {
        release.back(taken);
    }

    private static void mark(ByteBuffer buffer) {
        buffer.putLong(middle(buffer), MARK);
    }

    private static String became(ByteBuffer buffer, Function<ByteBuffer, Object> use) {
        try {
            return "GOT " + use.apply(buffer);
        } catch (InternalError e) {
            return "STOPPED";
        }
    }

    private static Object read(ByteBuffer buffer) {
        return Long.toHexString(buffer.getLong(middle(buffer)));
    }

    private static Object write(ByteBuffer buffer) {
        buffer.putLong(middle(buffer), 42);
        return "through";
    }

    private static int middle(ByteBuffer buffer) {
        return buffer.capacity() / 2 & -Long.BYTES;
    }

    private static void print(Violation violation) {
        System.out.println("FOUND " + violation.kind() + ' ' + own(violation.stack()) + ' ' + own(violation.freedBy().stack()));
    }

    private static String own(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(Stale.class.getName())) {
                return frame.getMethodName();
            }
        }
        return "nowhere";
    }
}
