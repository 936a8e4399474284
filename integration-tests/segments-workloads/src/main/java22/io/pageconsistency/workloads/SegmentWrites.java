package io.pageconsistency.workloads;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.PageConsistency;

/**
 * Memory of pools over memory segments is written after it was given back. Once a scan must find it, and once the next hand-out of
 * the memory. Argument {@code shapes}, names joined by {@code +}.
 */
public final class SegmentWrites {
    private SegmentWrites() {
    }

    public static void main(String[] args) {
        Found.during(() -> {
            for (String name : new Arguments(args).text("shapes", "bitmap").split("\\+")) {
                Shape shape = Shape.of(name, Arena.ofAuto());
                System.out.println("SHAPE " + name);
                writeAfterFree(shape);
                PageConsistency.validate();
                writeAfterFree(shape);
                reuse(shape);
            }
        });
        new Outcome().print();
    }

    private static void writeAfterFree(Shape shape) {
        MemorySegment stale = shape.get(Shape.PAGE);
        shape.put(stale);
        stale.set(ValueLayout.JAVA_BYTE, 9, (byte) 1);
    }

    private static void reuse(Shape shape) {
        List<MemorySegment> taken = new ArrayList<>();
        for (MemorySegment segment = shape.get(Shape.PAGE); segment != null && taken.size() < 2 * Shape.PAGES; segment = shape.get(Shape.PAGE)) {
            taken.add(segment);
        }
        taken.forEach(shape::put);
    }
}
