package io.pageconsistency.workloads;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationListener;
import io.pageconsistency.hooks.Checker;

/**
 * Memory of pools over memory segments is read and written after it was given back: on the thread that gave it back and on another
 * one, before the pool has handed it out again and after.
 *
 * <p>Arguments: {@code shapes} whose free memory is guarded, and {@code spared} whose free memory is not; names joined by {@code
 * +}. Prints {@code USE shape what thread when} before each use, {@code STOPPED} or the value that was read after it, and {@code
 * FOUND kind method freedBy} for each finding, with the methods of the guilty call and of the call that gave the memory back.
 */
public final class SegmentUses {
    private static final int SIZE = 4 * Shape.PAGE;
    private static final int MIDDLE = 2 * Shape.PAGE;
    private static final List<String> THREADS = List.of("same", "another");
    private static final List<String> TIMES = List.of("before", "after");

    private SegmentUses() {
    }

    public static void main(String[] args) throws InterruptedException {
        ViolationListener listener = SegmentUses::print;
        PageConsistency.addListener(listener);
        Arguments arguments = new Arguments(args);
        for (String name : arguments.text("shapes", "bitmap").split("\\+")) {
            Shape shape = Shape.of(name, Arena.ofShared());
            awaitGuard(shape);
            use(shape, name);
        }
        for (String name : arguments.text("spared", "treiber").split("\\+")) {
            use(Shape.of(name, Arena.ofShared()), name);
        }
        PageConsistency.removeListener(listener);
        new Outcome().print();
    }

    /** Waits until memory is guarded. It may take a while until the agent knows that a new block is ordinary memory. */
    private static void awaitGuard(Shape shape) {
        Checker checker = Insides.checker();
        long before = checker.fences().figures().made() + checker.poison().figures().made();
        do {
            shape.put(shape.get(SIZE));
        } while (checker.fences().figures().made() + checker.poison().figures().made() == before);
    }

    private static void use(Shape shape, String name) throws InterruptedException {
        for (String thread : THREADS) {
            for (String time : TIMES) {
                use(shape, name + " read " + thread + ' ' + time, SegmentUses::read);
                use(shape, name + " write " + thread + ' ' + time, SegmentUses::write);
            }
        }
    }

    private interface Use {
        Object of(MemorySegment memory);
    }

    private static void use(Shape shape, String what, Use use) throws InterruptedException {
        System.out.println("USE " + what);
        MemorySegment stale = shape.get(SIZE);
        stale.fill((byte) 1);
        giveBack(shape, stale);
        List<MemorySegment> others = what.endsWith("after") ? takenUntil(shape, stale) : List.of();
        if (what.contains("another")) {
            Thread thread = new Thread(() -> System.out.println(became(use, stale)), "another");
            thread.start();
            thread.join();
        } else {
            System.out.println(became(use, stale));
        }
        others.forEach(shape::put);
        // The write is found when the memory is handed out again.
        takenUntil(shape, stale).forEach(shape::put);
    }

    private static void giveBack(Shape shape, MemorySegment memory) {
        shape.put(memory);
    }

    /** Takes memory from the pool until it hands out this piece again. */
    private static List<MemorySegment> takenUntil(Shape shape, MemorySegment stale) {
        List<MemorySegment> taken = new ArrayList<>();
        MemorySegment each;
        do {
            each = shape.get(SIZE).fill((byte) 2);
            taken.add(each);
        } while (each.address() != stale.address());
        return taken;
    }

    private static String became(Use use, MemorySegment stale) {
        try {
            return "GOT " + use.of(stale);
        } catch (InternalError e) {
            return "STOPPED";
        }
    }

    private static Object read(MemorySegment memory) {
        return Long.toHexString(memory.get(ValueLayout.JAVA_LONG_UNALIGNED, middle(memory)));
    }

    private static Object write(MemorySegment memory) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, middle(memory), 42);
        return "through";
    }

    private static long middle(MemorySegment memory) {
        return Math.min(MIDDLE, memory.byteSize() / 2);
    }

    private static void print(Violation violation) {
        System.out.println("FOUND " + violation.kind() + ' ' + own(violation.stack()) + ' '
                + (violation.freedBy() == null ? "nobody" : own(violation.freedBy().stack())));
    }

    private static String own(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(SegmentUses.class.getName())) {
                return frame.getMethodName();
            }
        }
        return "nowhere";
    }
}
