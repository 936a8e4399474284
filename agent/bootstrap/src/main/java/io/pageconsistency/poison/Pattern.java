package io.pageconsistency.poison;

import java.nio.ByteBuffer;

/**
 * What free memory is filled with: the bytes {@code de ad f4 ee}, over and over, each at the places that leave its index when divided by
 * four. So whoever reads an aligned number of it reads {@code 0xdeadf4ee}, or that backwards; as a length or an index it is absurd
 * either way, and no text in any usual encoding.
 *
 * <p>Pure functions on the memory they are given; thread-safe.
 */
final class Pattern {
    private static final byte[] WORD = {(byte) 0xde, (byte) 0xad, (byte) 0xf4, (byte) 0xee};
    private static final int CHUNK = 1 << 12;
    private static final byte[] BYTES = bytes(CHUNK + WORD.length);

    private Pattern() {
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = WORD[i % WORD.length];
        }
        return bytes;
    }

    private static int phase(long place) {
        return (int) place & WORD.length - 1;
    }

    /** What a place has. */
    static byte at(long place) {
        return WORD[phase(place)];
    }

    /**
     * Fills memory.
     *
     * @param place of its first byte
     */
    static void fill(ByteBuffer memory, long place) {
        int length = memory.limit();
        for (int at = 0; at < length; at += CHUNK) {
            memory.put(at, BYTES, phase(place), Math.min(CHUNK, length - at));
        }
    }

    /** The index of the first byte that is not as {@link #fill} left it; -1 for none. */
    static int damage(ByteBuffer memory, long place) {
        int length = memory.limit();
        ByteBuffer pattern = ByteBuffer.wrap(BYTES);
        for (int at = 0; at < length; at += CHUNK) {
            int part = Math.min(CHUNK, length - at);
            int mismatch = memory.slice(at, part).mismatch(pattern.slice(phase(place), part));
            if (mismatch >= 0) {
                return at + mismatch;
            }
        }
        return -1;
    }
}
