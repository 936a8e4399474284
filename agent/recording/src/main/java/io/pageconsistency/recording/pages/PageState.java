package io.pageconsistency.recording.pages;

/** What a page is used for. */
public enum PageState {
    FREE('f'), CACHED('c'), HELD('h'), CUT('s'), UNKNOWN('?'), FENCED('x');

    private static final PageState[] ALL = values();

    private final char letter;

    PageState(char letter) {
        this.letter = letter;
    }

    /** As events have it; what this version does not know is unknown. */
    static PageState of(char letter) {
        for (PageState state : ALL) {
            if (state.letter == letter) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
