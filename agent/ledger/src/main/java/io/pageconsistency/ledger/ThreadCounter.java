package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;

import io.pageconsistency.bitmap.Cell;
import io.pageconsistency.bitmap.Cells;

/**
 * A count that threads add to without an atomic operation, and that loses nothing.
 *
 * <p>Cells are found by the thread's number, and each belongs to the first thread that came by: it alone adds to it, with a
 * plain read and a store. A thread that finds its cell taken counts in a {@link LongAdder}; a cell whose thread was
 * collected passes on, with what it holds. Thread numbers are consecutive, so up to {@value #CELLS} threads that live
 * together rarely meet; beyond, and with virtual threads by the thousand, the count costs an atomic and stays right.
 *
 * <p>Thread-safe. The sum is exact at rest; beside others who add, it is between what it was and what it becomes.
 */
final class ThreadCounter {
    private static final int CELLS = 256;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Cell[].class);
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Cell.class, "count", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** One thread's count. Holds its thread weakly: a thread that ended may keep a class loader alive. */
    static class Cell extends WeakReference<Thread> {
        private long count;

        private Cell(Thread thread, long count) {
            super(thread);
            this.count = count;
        }

        /** Only to be called by the cell's own thread, so nobody else writes. */
        void increment() {
            // Release: who reads the count sees the record as the counted operation left it.
            COUNT.setRelease(this, count + 1);
        }
    }

    /** Keeps neighbours in memory out of each other's cache lines. */
    private static final class PaddedCell extends Cell {
        long p1;
        long p2;
        long p3;
        long p4;
        long p5;
        long p6;
        long p7;
        long p8;

        private PaddedCell(Thread thread, long count) {
            super(thread, count);
        }
    }

    private final Cell[] cells = new Cell[CELLS];
    private final LongAdder others = new LongAdder();

    void increment() {
        increment(mine());
    }

    /**
     * The calling thread's own cell, or null; for {@link #increment(Cell)} on the same thread. Asked for apart, because what
     * has to be read for it is best read before an atomic instruction, and the addition belongs behind it.
     */
    Cell mine() {
        return mine(cells);
    }

    /** The same from a counter's {@link #cells}, for who keeps them at hand. */
    static Cell mine(Cell[] cells) {
        Thread thread = Thread.currentThread();
        // A plain read is enough: only a cell this very thread has made can name it.
        Cell cell = cells[(int) thread.getId() & CELLS - 1];
        return cell != null && cell.refersTo(thread) ? cell : null;
    }

    Cell[] cells() {
        return cells;
    }

    /** @param cell the calling thread's, or null */
    void increment(Cell cell) {
        if (cell != null) {
            cell.increment();
        } else {
            elsewhere(Thread.currentThread());
        }
    }

    private void elsewhere(Thread thread) {
        int index = (int) thread.getId() & CELLS - 1;
        Cell cell = (Cell) CELL.getVolatile(cells, index);
        boolean free = cell == null || cell.refersTo(null);
        // Whoever it belonged to writes no more, so nothing is lost between reading the count and passing it on.
        if (!free || !CELL.compareAndSet(cells, index, cell, new PaddedCell(thread, (cell == null ? 0 : cell.count) + 1))) {
            others.increment();
        }
    }

    long sum() {
        long sum = others.sum();
        for (int i = 0; i < CELLS; i++) {
            Cell cell = (Cell) CELL.getAcquire(cells, i);
            sum += cell == null ? 0 : (long) COUNT.getAcquire(cell);
        }
        return sum;
    }
}
