package io.pageconsistency.benchmarks.pairs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Only the steps that a healthy operation makes, whatever the cells contain: the lower bound for the cost of such a record.
 * Thread-safe.
 */
public final class BareCells {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(short[].class);

    private final short[] cells;

    public BareCells(int length) {
        cells = new short[length];
    }

    /**
     * Compares each cell of a range with a constant, then stores another constant in each. Returns whether all cells were as
     * expected.
     */
    public boolean store(int first, int count, short expected, short next) {
        for (int i = first; i < first + count; i++) {
            if ((short) CELL.getAcquire(cells, i) != expected) {
                return false;
            }
        }
        for (int i = first; i < first + count; i++) {
            CELL.setRelease(cells, i, next);
        }
        return true;
    }

    /** Does the same with a compare-and-set of the first cell. */
    public boolean swap(int first, int count, short expected, short next) {
        for (int i = first + 1; i < first + count; i++) {
            if ((short) CELL.getAcquire(cells, i) != expected) {
                return false;
            }
        }
        if (!CELL.compareAndSet(cells, first, expected, next)) {
            return false;
        }
        for (int i = first + 1; i < first + count; i++) {
            CELL.setRelease(cells, i, next);
        }
        return true;
    }
}
