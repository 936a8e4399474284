package io.pageconsistency.workloads;

import io.netty.buffer.ByteBuf;

/**
 * A buffer with a stamp at both its ends, to notice if other code writes to it.
 *
 * <p>The agent's findings are compared with what happened to the program's data. In a healthy run every stamp is read back.
 */
record Stamped(ByteBuf buffer, long stamp) {
    /** The smallest buffer that can be stamped. */
    static final int MINIMUM = 2 * Long.BYTES;

    static Stamped write(ByteBuf buffer, long stamp) {
        buffer.setLong(0, stamp);
        buffer.setLong(buffer.capacity() - Long.BYTES, stamp);
        return new Stamped(buffer, stamp);
    }

    /** Reads both stamps and gives the buffer back. */
    void release() {
        long first = buffer.getLong(0);
        long last = buffer.getLong(buffer.capacity() - Long.BYTES);
        if (first != stamp || last != stamp) {
            throw new IllegalStateException("somebody wrote into " + buffer);
        }
        buffer.release();
    }
}
