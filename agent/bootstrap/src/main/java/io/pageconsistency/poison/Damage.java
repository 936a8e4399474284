package io.pageconsistency.poison;

import java.nio.ByteBuffer;

/**
 * The changed bytes in poisoned memory.
 *
 * @param first the place of the first changed byte
 * @param last the place of the last changed byte
 * @param bytes the number of changed bytes
 * @param flipped the changed bits of the first changed byte
 * @param dump the present contents from the first changed byte on, in hexadecimal
 */
record Damage(long first, long last, long bytes, int flipped, String dump) {
    private static final int SHOWN = 16;

    /** Compares memory with the pattern; null if nothing has changed. */
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

    /** This damage together with damage at higher places. */
    Damage and(Damage later) {
        return later == null ? this : new Damage(first, later.last, bytes + later.bytes, flipped, dump);
    }

    /** Whether only one bit has changed, which is rather a hardware fault than a write. */
    boolean isOneBit() {
        return bytes == 1 && Integer.bitCount(flipped) == 1;
    }
}
