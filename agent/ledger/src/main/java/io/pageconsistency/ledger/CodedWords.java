package io.pageconsistency.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * An array of words whose two halves must agree; what page and slot maps have in common.
 *
 * <p>Reads are volatile and updates are compare-and-set: a word is one variable with one modification order, so whoever
 * reads it sees both bitmaps and all states of one instant. That alone makes a concurrent scan exact. The full ordering of
 * volatile access is asked for because hand-over between threads leans on it: a take-back's update happens before the
 * hand-out's that finds the memory free. On x86 a volatile read costs nothing over a plain one, and a compare-and-set is a
 * full barrier anyway.
 */
abstract class CodedWords {
    static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** On the Java heap, not beside the memory they guard: what overwrites that memory does not reach them. */
    final long[] words;

    CodedWords(int length, long initial) {
        words = new long[length];
        Arrays.fill(words, initial);
    }

    final long word(int index) {
        return (long) WORD.getVolatile(words, index);
    }

    final boolean replace(int index, long expected, long next) {
        return WORD.compareAndSet(words, index, expected, next);
    }

    /** What a damaged word is replaced with: everything in it unknown. */
    abstract long unknownWord(int index);

    /** Called before a damaged word is replaced. */
    void beforeHealing() {
    }

    /**
     * Replaces a damaged word by one in which everything is unknown.
     *
     * <p>Even where the flipped bits could be located they are not put back: of five and more flips a few would be
     * mislocated, and a state that is not known cannot accuse anybody wrongly.
     *
     * @return what was found, or null when the word is intact or another thread was faster; so that each damage has
     *         exactly one finder
     */
    final Healing heal(int index) {
        long before = word(index);
        if (PageWord.intact(before)) {
            return null;
        }
        beforeHealing();
        return replace(index, before, unknownWord(index)) ? new Healing(index, before, PageWord.flips(before)) : null;
    }

    /**
     * The first damaged word at or behind {@code from}, or -1. Exact also while others update.
     *
     * <p>The first look is a plain read, which the compiler may unroll and reorder; a volatile one costs half as much again.
     * Nothing is concluded from it but suspicion: a virtual machine may read a plain {@code long} in two halves, so only
     * what the second, volatile read confirms is damage. And it overlooks nothing, because damage stays until it is healed.
     */
    final int firstDamaged(int from) {
        return firstDamaged(from, words.length);
    }

    /** The same for the words before {@code to}. */
    final int firstDamaged(int from, int to) {
        long[] all = words;
        for (int i = from; i < to; i++) {
            if (!PageWord.intact(all[i]) && !PageWord.intact(word(i))) {
                return i;
            }
        }
        return -1;
    }

    /** How many words are damaged. */
    final int damaged() {
        int damaged = 0;
        for (int i = firstDamaged(0); i >= 0; i = firstDamaged(i + 1)) {
            damaged++;
        }
        return damaged;
    }

    /** How many words there are. */
    final int length() {
        return words.length;
    }

    /** Bytes of both bitmaps. */
    final long bytes() {
        return (long) words.length * Long.BYTES;
    }
}
