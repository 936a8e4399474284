package io.pageconsistency.poison;

import java.nio.ByteBuffer;

/**
 * Where free memory is not as it was left.
 *
 * @param first the place of the first byte that was changed
 * @param last that of the last one
 * @param bytes how many were changed between them, both included
 * @param flipped the bits of the first one that were changed
 * @param dump what is there now, from the first one on
 */
record Damage(long first, long last, long bytes, int flipped, String dump) {
    private static final int SHOWN = 16;

    /** @return null if all is as {@link Pattern#fill} left it */
    static Damage in(ByteBuffer memory, long place) {
        int first = Pattern.damage(memory, place);
        if (first < 0) {
            return null;
        }
        int last = first;
        long bytes = 0;
        for (int at = first; at < memory.limit(); at++) {
            if (memory.get(at) != Pattern.at(place + at)) {
                last = at;
                bytes++;
            }
        }
        StringBuilder dump = new StringBuilder();
        for (int at = first; at < Math.min(memory.limit(), first + SHOWN); at++) {
            int value = memory.get(at) & 0xff;
            dump.append(at == first ? "" : " ").append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 0xf, 16));
        }
        return new Damage(place + first, place + last, bytes, (memory.get(first) ^ Pattern.at(place + first)) & 0xff, dump.toString());
    }

    /** With one that begins later. */
    Damage and(Damage later) {
        return later == null ? this : new Damage(first, later.last, bytes + later.bytes, flipped, dump);
    }

    /** Nobody writes a single bit. */
    boolean isOneBit() {
        return bytes == 1 && Integer.bitCount(flipped) == 1;
    }
}
