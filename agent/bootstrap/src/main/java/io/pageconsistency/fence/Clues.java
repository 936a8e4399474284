package io.pageconsistency.fence;

/**
 * Hints on an access that failed: the virtual machine does not tell its address. All methods are called on the thread that made the
 * access.
 */
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

    /** Receives the hints in the order of the frames. */
    interface Search {
        /** A number in a frame, which may be an address. */
        void number(long value);

        /** Memory that a variable in a frame refers to. */
        void memory(long address, long length);

        /** Ends one frame. Returns whether the hints of the next frame are wanted. */
        boolean wantsMore();
    }

    /** Passes on the values of the variables in the application's innermost frames. */
    void search(Search search);

    /** Another possible cause of the same error, in words; null if there is none. */
    String otherReason();
}
