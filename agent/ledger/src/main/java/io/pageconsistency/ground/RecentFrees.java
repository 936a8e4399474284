package io.pageconsistency.ground;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which blocks were freed lately: a bounded memory that forgets.
 *
 * <p>What it says is certain only where all native memory is allocated and freed before our eyes. A program that has the JDK
 * free what a native library allocated may free an address a second time quite rightly, because the library was given it in
 * between. Such a program also frees addresses that we have never seen, and when there were more of those than the JDK can
 * have had from before us, this memory says nothing any more. Thread-safe.
 */
final class RecentFrees {
    /** 64 KiB. */
    private static final int BITS = 13;
    /** So many blocks may be older than we are, and their ends prove nothing. */
    static final int STRANGERS = 64;
    private static final VarHandle ADDRESS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] addresses = new long[1 << BITS];
    /** Counted with races: it is a doubt, not a figure. */
    private volatile int strangers;

    void freed(long address) {
        ADDRESS.setOpaque(addresses, index(address), address);
    }

    /** Nothing is known of an address from here on. */
    void forget(long address) {
        if (remembers(address)) {
            ADDRESS.setOpaque(addresses, index(address), 0L);
        }
    }

    /** Something was freed that is neither live nor remembered. */
    void stranger() {
        int n = strangers;
        if (n <= STRANGERS) {
            strangers = n + 1;
        }
    }

    boolean remembers(long address) {
        return (long) ADDRESS.getOpaque(addresses, index(address)) == address;
    }

    /** Whether an address that is remembered can only have been freed twice. */
    boolean isCertain() {
        return strangers <= STRANGERS;
    }

    private static int index(long address) {
        return (int) (address * 0x9E3779B97F4A7C15L >>> 64 - BITS);
    }
}
