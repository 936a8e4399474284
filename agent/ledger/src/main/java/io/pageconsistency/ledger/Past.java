package io.pageconsistency.ledger;

import java.util.Arrays;

/** Some words of a {@link PageMap} as an operation found them, to {@linkplain PageMap#undoHandOut undo} it. Confined to it. */
final class Past {
    private int[] words = new int[2];
    private int[] primaries = new int[2];
    private int size;

    private Past() {
    }

    /** Adds a word to what is remembered, of which there may be nothing yet. */
    static Past with(Past past, int word, int primary) {
        Past all = past == null ? new Past() : past;
        if (all.size == all.words.length) {
            all.words = Arrays.copyOf(all.words, 2 * all.size);
            all.primaries = Arrays.copyOf(all.primaries, 2 * all.size);
        }
        all.words[all.size] = word;
        all.primaries[all.size++] = primary;
        return all;
    }

    /** The primary bitmap of a word, if it is remembered. Words were added in their order. */
    static int of(Past past, int word, int otherwise) {
        int index = past == null ? -1 : Arrays.binarySearch(past.words, 0, past.size, word);
        return index < 0 ? otherwise : past.primaries[index];
    }

    /** A primary bitmap in which those pages of a mask that look as {@code after} look as {@code before} again. */
    static int restored(int primary, int mask, int after, int before) {
        int changed = (primary ^ after) & mask * PageWord.ALL_PLANES;
        changed |= changed >>> 2 * PageWord.PAGES;
        int ours = (mask & ~(changed | changed >>> PageWord.PAGES)) * PageWord.ALL_PLANES;
        return primary & ~ours | before & ours;
    }
}
