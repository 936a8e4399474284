package io.pageconsistency.fence;

/**
 * Makes whole pages of the system's memory inaccessible, and accessible again. Whoever calls it does so alone, with addresses and lengths
 * that are multiples of {@link #size}.
 */
public interface SystemPages {
    /** How large one is, in bytes. */
    int size();

    /**
     * Makes pages inaccessible; what they contain is lost.
     *
     * @return false if that was refused; then they are accessible, as before or empty
     */
    boolean fence(long address, long length);

    /**
     * Makes pages accessible again; they are empty.
     *
     * @return false if that was refused: they are as before
     */
    boolean open(long address, long length);

    /**
     * Makes all pages accessible that are not, in one step that needs no memory of the system, as long as this exists. Nothing can be
     * made inaccessible any more.
     */
    boolean openAll();

    /** Why the last call was refused, in words. */
    String refusal();
}
