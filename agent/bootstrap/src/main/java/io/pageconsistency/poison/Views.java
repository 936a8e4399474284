package io.pageconsistency.poison;

import java.nio.ByteBuffer;

/** Gives access to native memory by its address. */
@FunctionalInterface
public interface Views {
    /** There is none. */
    Views NONE = (address, length) -> null;

    /** The memory at an address, as long as it is there; null where it cannot be had. Thread-safe. */
    ByteBuffer of(long address, int length);
}
