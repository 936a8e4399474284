package io.pageconsistency.fence;

/**
 * Makes whole pages of the operating system inaccessible, and accessible again. Not thread-safe: callers synchronize. Addresses and
 * lengths are multiples of {@link #size}.
 */
public interface SystemPages {
    /** The size of a page in bytes. */
    int size();

    /**
     * Makes pages inaccessible; their contents are lost.
     *
     * @return false if the system refused; then the pages are accessible, either unchanged or empty
     */
    boolean fence(long address, long length);

    /**
     * Makes pages accessible again; they are zero.
     *
     * @return false if the system refused; then the pages are unchanged
     */
    boolean open(long address, long length);

    /**
     * Makes all fenced pages accessible in one step that needs no memory. No page can be fenced afterwards.
     *
     * @return false if the system refused
     */
    boolean openAll();

    /** Why the system refused the last call, in words. */
    String refusal();
}
