package io.pageconsistency.agent.output.jfr;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

import jdk.jfr.consumer.EventStream;

/**
 * A file for the recording of this virtual machine alone, in which nothing is lost that somebody may still need.
 *
 * <p>The same name is often given to several: by an environment variable that child processes inherit, or to a program that is
 * started again after it has failed. A file is taken if it is not there, or is empty, or is a recording without violations, and if no other
 * virtual machine that is running has taken it; otherwise the next number goes into its name. A running one is told by a lock on the
 * file, which ends with the process however that ends.
 */
final class OwnFile implements AutoCloseable {
    private static final byte[] MAGIC = {'F', 'L', 'R', 0};
    private static final String VIOLATION = "io.pageconsistency.Violation";
    /** To read a recording takes about a second for each 100 MB. */
    private static final long MOST_BYTES_READ = 64 << 20;
    private static final int MOST_NUMBERS = 1 << 16;

    private final Path path;
    private final String kept;
    private FileChannel channel;

    private OwnFile(Path path, String kept) {
        this.path = path;
        this.kept = kept;
    }

    /**
     * Takes a file; it is there afterwards, and can be written.
     *
     * @param wanted a regular file, a device, or nothing yet
     */
    static OwnFile take(Path wanted) throws IOException {
        OwnFile own = new OwnFile(wanted, null);
        if (Files.exists(wanted) && !Files.isRegularFile(wanted)) {
            // A device, which many may write to; a directory fails.
            Files.newOutputStream(wanted, StandardOpenOption.WRITE).close();
            return own;
        }
        String obstacle = own.obstacle();
        if (obstacle == null) {
            return own;
        }
        for (int number = nextNumber(wanted); number < MOST_NUMBERS; number++) {
            OwnFile next = new OwnFile(numbered(wanted, number), wanted + " " + obstacle);
            if (next.obstacle() == null) {
                return next;
            }
        }
        throw new FileAlreadyExistsException(wanted.toString(), null, obstacle);
    }

    /** The last one that is there, which may be free again, or the first that is not. */
    private static int nextNumber(Path wanted) {
        int number = 1;
        while (Files.exists(numbered(wanted, number + 1))) {
            number++;
        }
        return number;
    }

    private static Path numbered(Path path, int number) {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        int end = dot > 0 ? dot : name.length();
        return path.resolveSibling(name.substring(0, end) + '.' + number + name.substring(end));
    }

    Path path() {
        return path;
    }

    /** Which file was wanted and why it was not taken; null if this is the one. */
    String kept() {
        return kept;
    }

    /** Takes the file if there is none. */
    private String obstacle() throws IOException {
        String evidence = Files.exists(path) && Files.size(path) > 0 ? evidence() : null;
        return evidence != null ? evidence : lock() ? null : "is another running program's";
    }

    private String evidence() throws IOException {
        if (Files.size(path) > MOST_BYTES_READ) {
            return "exists already and is too large to be examined";
        }
        if (!isRecording()) {
            return "exists already and is no recording";
        }
        AtomicBoolean found = new AtomicBoolean();
        try (EventStream events = EventStream.openFile(path)) {
            events.setOrdered(false);
            events.onEvent(VIOLATION, event -> {
                found.set(true);
                events.close();
            });
            events.start();
        } catch (RuntimeException e) {
            return "exists already and cannot be read";
        }
        return found.get() ? "has violations" : null;
    }

    /** The stream of events is just empty where the file is something else. */
    private boolean isRecording() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * Whoever closes the file in this process, as the recorder does when it is told where to write, loses the lock; so it can be taken again.
     *
     * @return false if somebody else has it
     */
    boolean lock() throws IOException {
        close();
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked;
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        } catch (IOException e) {
            // Some file systems have no locks.
            locked = true;
        }
        if (!locked) {
            close();
        }
        return locked;
    }

    /** Nothing will be written: a file in which nothing is goes. */
    void leave() throws IOException {
        close();
        if (Files.isRegularFile(path) && Files.size(path) == 0) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
