package io.pageconsistency.recording.replay;

import java.util.Arrays;

/**
 * All addresses at which memory begins or ends, numbered in ascending order. The memory between two neighbours serves as one page
 * of the ledger, so the ledger need not know the bytes.
 */
final class Boundaries {
    private long[] addresses = new long[1024];
    private int size;

    void add(long address) {
        if (size == addresses.length) {
            seal();
            if (size > addresses.length / 2) {
                addresses = Arrays.copyOf(addresses, 2 * addresses.length);
            }
        }
        addresses[size++] = address;
    }

    /** Sorts the addresses and removes duplicates. */
    void seal() {
        Arrays.sort(addresses, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || addresses[i] != addresses[kept - 1]) {
                addresses[kept++] = addresses[i];
            }
        }
        size = kept;
    }

    /** The number of an address that was added. Only valid after {@link #seal()}. */
    int numberOf(long address) {
        int number = Arrays.binarySearch(addresses, 0, size, address);
        if (number < 0) {
            throw new IllegalArgumentException("address 0x" + Long.toHexString(address) + " was not surveyed");
        }
        return number;
    }

    int size() {
        return size;
    }
}
