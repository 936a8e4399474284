package io.pageconsistency.nativememory;

import io.pageconsistency.ledger.Ledger;

/** A record of native memory for the tests of other packages. */
public final class NativeMemoryBench {
    private final NativeMemory nativeMemory;

    public NativeMemoryBench(Ledger ledger) {
        nativeMemory = new NativeMemory(ledger);
    }

    public void allocated(long base, long size) {
        nativeMemory.allocated(base, size);
    }

    public void freeing(long base) {
        nativeMemory.freeing(base);
    }

    public void moved(long base, long to, long size) {
        nativeMemory.reallocating(base, size);
        nativeMemory.reallocated(to, size);
    }

    public NativeBlock at(long address) {
        return nativeMemory.at(address);
    }
}
