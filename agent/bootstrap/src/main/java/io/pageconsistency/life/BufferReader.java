package io.pageconsistency.life;

/** What is known of a library's buffers: on paths that are not hot, where something failed. */
public interface BufferReader {
    /** Whether the library refuses a buffer that is dead by such an exception, and this one is not about a buffer that lives. */
    boolean isRefusal(Throwable thrown);

    /** The buffer whose count has ended, of a buffer and those it is a view of; the buffer itself if none can be told. */
    Object deadOne(Object buffer);

    /** Whether an object is a buffer that a pool may use again for another, and which owns no memory that would be lost with it. */
    boolean isReusable(Object object);

    /** How many bytes it has; negative if it does not say. */
    long length(Object buffer);
}
