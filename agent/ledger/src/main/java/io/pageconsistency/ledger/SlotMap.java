package io.pageconsistency.ledger;

import io.pageconsistency.Operation;

/**
 * The states of the slots of one run, sixteen in a word.
 *
 * <p>A slot needs two bits, in two planes of sixteen, guarded by the same code as {@linkplain PageWord pages}:
 *
 * <pre>
 *   R U
 *   0 0   never allocated; unknown once the map has been {@linkplain #unknown()}
 *   0 1   released
 *   1 0   claimed by the allocator, nobody holds it (it sits in a thread cache)
 *   1 1   claimed and held
 * </pre>
 *
 * <p>A slot is never bigger than its run, so all rules look at one word and every operation is one compare-and-set.
 *
 * <p>Thread-safe, lock-free, allocates nothing.
 */
final class SlotMap extends CodedWords {
    /** Slots in a word. */
    static final int SLOTS = 16;
    private static final int SHIFT = 4;

    private static final int U_PLANE = 16;

    /** The bits of slot 0. */
    private static final int R_BIT = 1;
    private static final int U_BIT = 1 << U_PLANE;
    private static final int BOTH_BITS = R_BIT | U_BIT;
    static final int RELEASED_BITS = U_BIT;
    static final int CLAIMED_BITS = R_BIT;
    static final int HELD_BITS = BOTH_BITS;

    /** What flips in a word when the slot at some position of it is claimed or released, and when it changes hands. */
    static final long[] CLAIM = flips(BOTH_BITS);
    static final long[] HOLD = flips(U_BIT);

    private final int slots;
    private final long slotSize;
    private final long runPages;
    /** Set before any word becomes unknown, and never reset: the map ends with its run. */
    private volatile boolean unknown;

    /**
     * @param slots at least 1
     * @param slotSize in bytes
     * @param runPages the pages of the run that is cut into these slots
     * @param known whether the run was seen being reserved
     */
    SlotMap(int slots, long slotSize, long runPages, boolean known) {
        super((slots + SLOTS - 1) / SLOTS, PageWord.NEVER);
        this.slots = slots;
        this.slotSize = slotSize;
        this.runPages = runPages;
        this.unknown = !known;
    }

    private static long[] flips(int bits) {
        long[] flips = new long[SLOTS];
        for (int shift = 0; shift < SLOTS; shift++) {
            flips[shift] = PageWord.NEVER ^ PageWord.of(bits << shift);
        }
        return flips;
    }

    int slots() {
        return slots;
    }

    long slotSize() {
        return slotSize;
    }

    long runPages() {
        return runPages;
    }

    /** Whether slots without a past count as unknown rather than as never allocated. */
    boolean unknown() {
        return unknown;
    }

    /** The allocator claims a slot: it must not be claimed. */
    long reserve(int slot) {
        return usual(slot, RELEASED_BITS, CLAIM) ? Finding.NONE : update(Operation.RESERVE, slot);
    }

    /** The allocator returns a slot: it must be claimed and not held. */
    long release(int slot) {
        return usual(slot, CLAIMED_BITS, CLAIM) ? Finding.NONE : update(Operation.RELEASE, slot);
    }

    /** A slot crosses to a user: it must be claimed and not held. */
    long handOut(int slot) {
        return usual(slot, CLAIMED_BITS, HOLD) ? Finding.NONE : update(Operation.HAND_OUT, slot);
    }

    /** A slot crosses back: it must be held. */
    long takeBack(int slot) {
        return usual(slot, HELD_BITS, HOLD) ? Finding.NONE : update(Operation.TAKE_BACK, slot);
    }

    /**
     * The healthy operation at its shortest: a slot in the state the operation expects changes to the next one. What flips in
     * the word does not depend on the word, so nothing stands between reading and replacing it but the check.
     *
     * <p>Crossings call it directly, and it calls nothing that calls further: pools are up to twelve calls deep where they
     * meet the ledger, and the compiler follows fifteen.
     *
     * @param expected the bits of the expected state, those of slot 0
     * @param flips for each position in a word
     * @return false when something is not as usual, or another thread was faster; then nothing has happened
     */
    boolean usual(int slot, int expected, long[] flips) {
        long[] all = words;
        int word = slot >> SHIFT;
        // Behind the last slot a word has more places, but they are in no state that an operation expects.
        if (word < 0 || word >= all.length) {
            return false;
        }
        int shift = slot & SLOTS - 1;
        long w = (long) WORD.getVolatile(all, word);
        return (PageWord.primary(w) >>> shift & BOTH_BITS) == expected && PageWord.syndrome(w) == 0
                && WORD.compareAndSet(all, word, w, w ^ flips[shift]);
    }

    private long update(Operation operation, int slot) {
        if (slot < 0 || slot >= slots) {
            return (operation == Operation.RELEASE || operation == Operation.TAKE_BACK
                    ? Finding.OUTSIDE_FREED : Finding.OUTSIDE).at(slot);
        }
        int word = slot / SLOTS;
        int shift = slot & SLOTS - 1;
        for (;;) {
            long w = word(word);
            if (!PageWord.intact(w)) {
                return Finding.CORRUPTED.at(word);
            }
            int p = PageWord.primary(w);
            int state = state(p, shift);
            if (state != expected(operation)) {
                Finding finding = finding(operation, state);
                if (finding != null) {
                    return finding.at(slot);
                }
            }
            if (replace(word, w, PageWord.of(with(p, shift, after(operation))))) {
                return Finding.NONE;
            }
        }
    }

    private static final int NO_PAST = 0;
    private static final int CLAIMED = 1;
    private static final int RELEASED = 2;
    private static final int HELD = 3;

    private static int state(int p, int shift) {
        return p >>> shift & 1 | p >>> shift + U_PLANE - 1 & 2;
    }

    private static int with(int p, int shift, int state) {
        return p & ~(1 << shift | 1 << shift + U_PLANE) | (state & 1) << shift | (state >>> 1) << shift + U_PLANE;
    }

    private static int expected(Operation operation) {
        return switch (operation) {
            case RESERVE -> RELEASED;
            case TAKE_BACK -> HELD;
            default -> CLAIMED;
        };
    }

    private static int after(Operation operation) {
        return switch (operation) {
            case RESERVE, TAKE_BACK -> CLAIMED;
            case HAND_OUT -> HELD;
            default -> RELEASED;
        };
    }

    /** Judges a state that is not the usual one before the operation; null when it is fine all the same. */
    private Finding finding(Operation operation, int state) {
        if (state == NO_PAST) {
            return operation == Operation.RESERVE || unknown ? null
                    : operation == Operation.HAND_OUT ? Finding.UNCLAIMED : Finding.NEVER_ALLOCATED;
        }
        return switch (operation) {
            case RESERVE -> state == HELD ? Finding.ALREADY_HELD : Finding.ALREADY_CLAIMED;
            case HAND_OUT -> state == HELD ? Finding.ALREADY_HELD : Finding.UNCLAIMED;
            case RELEASE -> state == HELD ? Finding.STILL_HELD : Finding.ALREADY_FREE;
            default -> Finding.ALREADY_FREE;
        };
    }

    /**
     * Makes a slot look as the operation leaves it, whatever it was. But what is taken back while it is free does not become
     * claimed by that.
     */
    void force(Operation operation, int slot) {
        if (slot < 0 || slot >= slots) {
            return;
        }
        int word = slot / SLOTS;
        int shift = slot & SLOTS - 1;
        for (;;) {
            long w = word(word);
            int p = PageWord.primary(PageWord.intact(w) ? w : unknownWord(word));
            int state = state(p, shift);
            boolean free = state == RELEASED || state == NO_PAST && !unknown;
            int after = operation == Operation.TAKE_BACK && free ? RELEASED : after(operation);
            if (replace(word, w, PageWord.of(with(p, shift, after)))) {
                return;
            }
        }
    }

    /** Turns a slot unknown unless somebody holds it: a take-back was recorded, but the pool then failed. */
    void forget(int slot) {
        if (slot < 0 || slot >= slots) {
            return;
        }
        unknown = true;
        int word = slot / SLOTS;
        int shift = slot & SLOTS - 1;
        for (;;) {
            long w = word(word);
            int p = PageWord.primary(w);
            if (!PageWord.intact(w) || state(p, shift) == HELD
                    || replace(word, w, PageWord.of(with(p, shift, NO_PAST)))) {
                return;
            }
        }
    }

    @Override
    void beforeHealing() {
        unknown = true;
    }

    @Override
    long unknownWord(int index) {
        return PageWord.NEVER;
    }

    /** Whether the word of a slot is intact. */
    boolean intact(int slot) {
        return PageWord.intact(word(slot / SLOTS));
    }

    boolean isReserved(int slot) {
        return (stateOf(slot) & 1) != 0;
    }

    boolean isHeld(int slot) {
        return stateOf(slot) == HELD;
    }

    private int stateOf(int slot) {
        if (slot < 0 || slot >= slots) {
            throw new IndexOutOfBoundsException("slot " + slot + " of " + slots);
        }
        return state(PageWord.primary(word(slot / SLOTS)), slot & SLOTS - 1);
    }

    /** How many slots are claimed; exact at rest. */
    int reserved() {
        int reserved = 0;
        for (int i = 0; i < words.length; i++) {
            reserved += Integer.bitCount(PageWord.primary(word(i)) & 0xffff);
        }
        return reserved;
    }

    /** How many slots are held; exact at rest. */
    int held() {
        int held = 0;
        for (int i = 0; i < words.length; i++) {
            int p = PageWord.primary(word(i));
            held += Integer.bitCount(p & p >>> U_PLANE & 0xffff);
        }
        return held;
    }

    /** The first held slot, or -1. */
    int firstHeld() {
        for (int slot = 0; slot < slots; slot++) {
            if (isHeld(slot)) {
                return slot;
            }
        }
        return -1;
    }
}
