package io.pageconsistency.recording.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A chunk whose end is missing.
 *
 * <p>About once a second the writer adds a description of the event types and the constants to a chunk, and its header holds their
 * positions. In a chunk that was cut off the header points into the lost part. So this class walks through all events by their
 * lengths, and makes the header point to the last description and the last constants that are present.
 */
final class TornChunk {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_NUMBER = 9;
    private static final long METADATA = 0;
    private static final long CONSTANTS = 1;

    private final FileChannel channel;
    private final long start;
    private final long size;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private long bufferAt;
    private long position;

    private TornChunk(FileChannel channel, long start) throws IOException {
        this.channel = channel;
        this.start = start;
        this.size = channel.size() - start;
    }

    /**
     * Writes a header that fits the remaining events.
     *
     * @param start where the chunk begins; it is the last of its file
     * @return the length of the chunk afterwards; 0 if it cannot be read
     */
    static long mend(FileChannel channel, long start) throws IOException {
        return new TornChunk(channel, start).mend();
    }

    private long mend() throws IOException {
        long metadata = 0;
        long constants = 0;
        long end = Chunks.HEADER;
        long readable = 0;
        while (size - end >= 2) {
            position = end;
            long length = number();
            long type = number();
            if (length <= 0 || type < 0 || length > size - end) {
                break;
            }
            if (type == METADATA) {
                metadata = end;
            } else if (type == CONSTANTS) {
                constants = end;
            }
            end += length;
            readable = metadata > 0 && constants > 0 ? end : 0;
        }
        if (readable > 0) {
            ByteBuffer head = ByteBuffer.allocate(Chunks.METADATA_AT + Long.BYTES - Chunks.SIZE_AT);
            head.putLong(readable).putLong(constants).putLong(metadata).flip();
            write(head, start + Chunks.SIZE_AT);
            write(ByteBuffer.wrap(new byte[1]), start + Chunks.STATE_AT);
        }
        return readable;
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes, at + bytes.position());
        }
    }

    /** Reads an integer of variable length: seven bits a byte, the lowest bits first; -1 at the end. */
    private long number() throws IOException {
        long value = 0;
        for (int i = 0; i < LONGEST_NUMBER; i++) {
            int next = next();
            if (next < 0) {
                return -1;
            }
            if (i == LONGEST_NUMBER - 1) {
                return value | (long) next << 7 * i;
            }
            value |= (long) (next & 0x7f) << 7 * i;
            if (next < 0x80) {
                break;
            }
        }
        return value;
    }

    private int next() throws IOException {
        if (position < bufferAt || position >= bufferAt + buffer.limit()) {
            buffer = ByteBuffer.allocate(BUFFER);
            bufferAt = position;
            int read = channel.read(buffer, start + position);
            buffer.flip();
            if (read <= 0) {
                return -1;
            }
        }
        return buffer.get((int) (position++ - bufferAt)) & 0xff;
    }
}
