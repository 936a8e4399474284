package io.pageconsistency.poison;

import java.nio.ByteBuffer;

/** Gives access to native memory by its address. */
@FunctionalInterface
public interface Views {
    /** No access. */
    Views NONE = (address, length) -> null;

    /** A view of the memory at an address, valid as long as that memory exists; null if it cannot be accessed. Thread-safe. */
    ByteBuffer of(long address, int length);
}
