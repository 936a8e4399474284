package io.pageconsistency.recording.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of a recording, read from their headers. The JDK's reader fails, or waits for ever, at the unfinished chunk of a
 * process that died or of a file that was cut off, so files are examined before it reads them. Immutable.
 *
 * @param whole the chunks that are finished
 * @param end the position after the last whole chunk
 * @param size the size of the file
 */
public record Chunks(List<Chunk> whole, long end, long size) {
    public static final int HEADER = 68;
    public static final int SIZE_AT = 8;
    static final int CONSTANTS_AT = 16;
    static final int METADATA_AT = 24;
    public static final int STATE_AT = 64;
    private static final int START_AT = 32;
    private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
    private static final int NANOS = 1_000_000;

    /**
     * A chunk.
     *
     * @param time when it began, in milliseconds of the epoch
     */
    public record Chunk(long start, long size, long time) {
    }

    public static Chunks of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            List<Chunk> whole = new ArrayList<>();
            long size = channel.size();
            long at = 0;
            while (size - at >= HEADER) {
                ByteBuffer header = header(channel, at);
                long length = header.getLong(SIZE_AT);
                if (header.getInt(0) != MAGIC || length < HEADER || length > size - at || header.getLong(METADATA_AT) <= 0
                        || header.get(STATE_AT) != 0) {
                    break;
                }
                whole.add(new Chunk(at, length, header.getLong(START_AT) / NANOS));
                at += length;
            }
            return new Chunks(List.copyOf(whole), at, size);
        }
    }

    private static ByteBuffer header(FileChannel channel, long at) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        while (header.hasRemaining() && channel.read(header, at + header.position()) >= 0) {
            // A read may return fewer bytes than requested.
        }
        return header;
    }

    /** Whether the file goes on after the last whole chunk. */
    public boolean isTorn() {
        return end < size;
    }

    /** Whether the bytes after the last whole chunk begin like a chunk. */
    public boolean isRest(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return size - end >= HEADER && header(channel, end).getInt(0) == MAGIC;
        }
    }

    /**
     * Copies the whole chunks and the readable part of the rest into another file.
     *
     * @return the number of bytes at the end that are lost
     */
    public long mend(Path file, Path into) throws IOException {
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(into, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            for (long at = 0; at < size;) {
                at += from.transferTo(at, size - at, to);
            }
            long kept = isRest(file) ? TornChunk.mend(to, end) : 0;
            to.truncate(end + kept);
            return size - end - kept;
        }
    }

    /** Roughly how many bytes of the file come before the events of a time. */
    long before(long time) {
        long bytes = 0;
        for (Chunk chunk : whole) {
            if (chunk.time > time) {
                return bytes;
            }
            bytes = chunk.start;
        }
        return bytes;
    }

    /** When the recording began, in milliseconds of the epoch; {@link Long#MAX_VALUE} for a file without a whole chunk. */
    public long begun() {
        return whole.isEmpty() ? Long.MAX_VALUE : whole.get(0).time;
    }

    public static boolean isEmpty(Path file) throws IOException {
        return Files.size(file) == 0;
    }
}
