package io.pageconsistency.life;

/** Reads a library's buffers. For cold paths, after a failure. */
public interface BufferReader {
    /** Whether an exception says that the library refused a dead buffer, one whose reference count is 0. */
    boolean isRefusal(Throwable thrown);

    /** The dead one among a buffer and the buffers it is a view of; the buffer itself if that cannot be determined. */
    Object deadBuffer(Object buffer);

    /** Whether an object is a buffer that a pool may reuse, and that owns no memory that would be lost with it. */
    boolean isReusable(Object object);

    /** The length of a buffer in bytes; negative if not known. */
    long length(Object buffer);
}
