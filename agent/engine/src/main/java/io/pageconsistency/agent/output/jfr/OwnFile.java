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
 * A file for the recording of this virtual machine only. Data that may still be needed is not overwritten.
 *
 * <p>Several virtual machines often get the same name: child processes inherit it from an environment variable, or a program is
 * started again after a failure. A file is taken if it does not exist, is empty, or is a recording without violations, and if no
 * other running virtual machine has taken it. Otherwise a number is inserted into the name. A running virtual machine holds a lock
 * on its file, which ends together with the process in any case.
 */
final class OwnFile implements AutoCloseable {
    private static final byte[] MAGIC = {'F', 'L', 'R', 0};
    private static final String VIOLATION = "io.pageconsistency.Violation";
    /** Limits the time: reading a recording takes about a second for each 100 MB. */
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
     * Takes a file. The file exists afterwards and can be written.
     *
     * @param wanted a regular file, a device, or a file that does not exist yet
     * @throws IOException if the file cannot be written, or if all numbers are taken
     */
    static OwnFile take(Path wanted) throws IOException {
        OwnFile own = new OwnFile(wanted, null);
        if (Files.exists(wanted) && !Files.isRegularFile(wanted)) {
            // A device may have several writers. A directory fails here.
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

    /** The last number whose file exists, since that file may be free again, or 1 if there is none. */
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

    /** The file that was wanted, and why it was not taken; null if it was. */
    String kept() {
        return kept;
    }

    /**
     * Takes the file if possible.
     *
     * @return the reason if it was not taken; null otherwise
     */
    private String obstacle() throws IOException {
        String evidence = Files.exists(path) && Files.size(path) > 0 ? evidence() : null;
        return evidence != null ? evidence : lock() ? null : "is another running program's";
    }

    // A stream that is closed by its own consumer ends early.
    @SuppressWarnings("try")
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

    /** Checks the first bytes, because the stream of events is just empty for a file that is not a recording. */
    private boolean isRecording() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * Locks the file. The lock is lost when any code of this process closes the file, as the recorder does when it is told its
     * destination. So this can be called again.
     *
     * @return false if another process, or other code of this one, has the lock
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

    /** Gives the file up. Deletes it if it is empty. */
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
