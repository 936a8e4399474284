package io.pageconsistency.fence;

import java.util.BitSet;

/** Pages of 4 KiB in an address space of their own; refuses calls on demand. */
final class FakePages implements SystemPages {
    static final int SIZE = 4_096;

    private final long base;
    private final BitSet closed = new BitSet();
    boolean refusesToFence;
    boolean refusesToOpen;
    boolean allOpen;
    int calls;

    FakePages(long base) {
        this.base = base;
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public boolean fence(long address, long length) {
        return !refusesToFence && set(address, length, true);
    }

    @Override
    public boolean open(long address, long length) {
        return !refusesToOpen && set(address, length, false);
    }

    private boolean set(long address, long length, boolean value) {
        calls++;
        if (address % SIZE != 0 || length % SIZE != 0 || length <= 0) {
            throw new AssertionError(address + ", " + length);
        }
        closed.set((int) ((address - base) / SIZE), (int) ((address + length - base) / SIZE), value);
        return true;
    }

    @Override
    public boolean openAll() {
        allOpen = true;
        return true;
    }

    @Override
    public String refusal() {
        return "ENOMEM";
    }

    /** Whether a page, counted from the base, is fenced. */
    boolean isClosed(int page) {
        return !allOpen && closed.get(page);
    }

    /** The number of fenced pages. */
    int closed() {
        return allOpen ? 0 : closed.cardinality();
    }
}
