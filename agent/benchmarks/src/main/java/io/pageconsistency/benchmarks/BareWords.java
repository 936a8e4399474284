package io.pageconsistency.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One atomic read-modify-write a word and nothing else: the least that any lock-free record could cost. Thread-safe. */
public final class BareWords {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;

    public BareWords(int length) {
        words = new long[length];
    }

    /** Flips a mask in each word of a range. */
    public void flip(int first, int count, long mask) {
        for (int word = first; word < first + count; word++) {
            long before;
            do {
                before = (long) WORD.getVolatile(words, word);
            } while (!WORD.compareAndSet(words, word, before, before ^ mask));
        }
    }
}
