package io.pageconsistency.recording.pages;

/** The use of a page. */
public enum PageState {
    FREE('f'), CACHED('c'), HELD('h'), CUT('s'), UNKNOWN('?'), FENCED('x');

    private static final PageState[] ALL = values();

    private final char letter;

    PageState(char letter) {
        this.letter = letter;
    }

    /** The state for the letter in an event; {@link #UNKNOWN} for a letter that this version does not know. */
    static PageState of(char letter) {
        for (PageState state : ALL) {
            if (state.letter == letter) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
