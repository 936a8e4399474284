package io.pageconsistency.poison;

import java.nio.ByteBuffer;

/**
 * The contents of poisoned memory: the bytes {@code de ad f4 ee}, repeated, aligned to places that are multiples of four. An aligned
 * {@code int} reads as {@code 0xdeadf4ee}, or with its bytes reversed. Either is absurd as a length or an index, and not valid text in the
 * usual encodings.
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

    /** The pattern's byte at a place. */
    static byte at(long place) {
        return WORD[phase(place)];
    }

    /**
     * Fills memory with the pattern.
     *
     * @param place the place of its first byte
     */
    static void fill(ByteBuffer memory, long place) {
        int length = memory.limit();
        for (int at = 0; at < length; at += CHUNK) {
            memory.put(at, BYTES, phase(place), Math.min(CHUNK, length - at));
        }
    }

    /** The index of the first byte that differs from the pattern; -1 if there is none. */
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
