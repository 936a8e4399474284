package io.pageconsistency.fence;

/** What can be found out about an access that failed, whose address nobody tells. Asked on the thread that did it. */
public interface Clues {
    Clues NONE = new Clues() {
        @Override
        public void search(Search search) {
            // Nothing is known.
        }

        @Override
        public String otherReason() {
            return null;
        }
    };

    /** Takes what is found, in the order of the frames. */
    interface Search {
        /** An address, or any other number. */
        void number(long value);

        /** Memory that somebody refers to. */
        void memory(long address, long length);

        /** That was all of one frame; whether the next one is asked for. */
        boolean goesOn();
    }

    /** Shows what the innermost frames of the application have in their variables. */
    void search(Search search);

    /** What else may have had the same error, in words; null for nothing. */
    String otherReason();
}
