package io.pageconsistency.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import io.pageconsistency.recording.event.AgentEvent;
import io.pageconsistency.recording.event.EventNames;
import io.pageconsistency.recording.event.JdkEvent;
import io.pageconsistency.recording.file.Chunks;
import io.pageconsistency.recording.file.FileProgress;
import io.pageconsistency.recording.file.Progress;

/**
 * Reads flight recordings of one or many virtual machines, event by event, in bounded memory.
 *
 * <p>The end of a file may be missing, because its process died or the file was cut off. Then the readable part is read, and the
 * file is marked as torn.
 */
public final class RecordingReader {
    /** The number of events that are searched for the identity of the process before the file is read. */
    private static final int LOOK_AHEAD = 20_000;

    /** A recording with the file that can be read in its place. */
    private record Source(Path file, Path readable, Chunks chunks, String problem, boolean mended) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (mended) {
                Files.deleteIfExists(readable);
            }
        }
    }

    private final Progress progress;
    private final List<JvmRecording> jvms = new ArrayList<>();
    private long allBytes;
    private long doneBytes;

    private RecordingReader(Progress progress) {
        this.progress = progress;
    }

    /**
     * Reads files.
     *
     * @throws IOException if a file does not exist or is not a recording; a torn file is accepted
     */
    public static Fleet read(List<Path> files, Progress progress) throws IOException {
        return new RecordingReader(progress).all(files);
    }

    /** Reads the events of a file. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads a file.
         *
         * @param readable a file with whole chunks only
         * @param progress receives the time of each event
         */
        void of(Path readable, FileProgress progress) throws IOException;
    }

    /**
     * Opens a file for another reader, repaired if it is torn.
     *
     * @param passes how many times the file will be read
     * @return what is wrong with the file, or null
     * @throws IOException as {@link #read}
     */
    public static String reading(Path file, int passes, Progress progress, Reading reading) throws IOException {
        try (Source source = open(file)) {
            if (!source.chunks.whole().isEmpty()) {
                reading.of(source.readable, new FileProgress(file, source.chunks, passes, 0, source.chunks.size(), progress));
            }
            return source.problem;
        }
    }

    private Fleet all(List<Path> files) throws IOException {
        List<Source> sources = new ArrayList<>();
        try {
            for (Path file : files) {
                sources.add(open(file));
                allBytes += Files.size(file);
            }
            // The recordings of one process must be read in the order of time.
            sources.sort(Comparator.comparingLong(source -> source.chunks.begun()));
            for (Source source : sources) {
                read(source);
                doneBytes += Files.size(source.file);
            }
        } finally {
            for (Source source : sources) {
                source.close();
            }
        }
        jvms.forEach(JvmRecording::end);
        return new Fleet(jvms);
    }

    private static Source open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + (Files.exists(file) ? " is no file" : " is not there"));
        }
        Chunks chunks = Chunks.of(file);
        if (chunks.whole().isEmpty() && !chunks.isRest(file)) {
            throw new IOException(file + (Chunks.isEmpty(file) ? " is empty: its process was killed, or still runs"
                    : " is no flight recording"));
        }
        if (!chunks.isTorn()) {
            return new Source(file, file, chunks, null, false);
        }
        Path mended = Files.createTempFile("page-consistency", ".jfr");
        try {
            long lost = chunks.mend(file, mended);
            Chunks readable = Chunks.of(mended);
            String problem = readable.whole().isEmpty() ? "is torn, and nothing in it can be read"
                    : "is torn: the process died or the file was cut" + (lost > 0 ? "; its last " + lost + " bytes cannot be read" : "");
            return new Source(file, mended, readable, problem, true);
        } catch (IOException e) {
            Files.deleteIfExists(mended);
            throw e;
        }
    }

    private void read(Source source) throws IOException {
        JvmRecording jvm = jvmOf(source);
        jvm.file(source.file.toString());
        if (source.problem != null) {
            jvm.problem(source.file.getFileName() + " " + source.problem);
        }
        if (source.chunks.whole().isEmpty()) {
            return;
        }
        FileProgress at = new FileProgress(source.file, source.chunks, 1, doneBytes, allBytes, progress);
        try (RecordingFile recording = new RecordingFile(source.readable)) {
            while (recording.hasMoreEvents()) {
                AgentEvent event = new JdkEvent(recording.readEvent());
                jvm.add(event);
                at.at(event.millis());
            }
        } catch (IOException | RuntimeException e) {
            jvm.problem(source.file.getFileName() + " cannot be read to its end (" + e + ")");
        }
        progress.at(source.file, doneBytes + Files.size(source.file), allBytes);
    }

    private JvmRecording jvmOf(Source source) {
        JvmRecording.Identity identity = source.chunks.whole().isEmpty() ? null : identity(source.readable);
        for (JvmRecording known : jvms) {
            if (identity != null && identity.isSame(known.identity())) {
                return known;
            }
        }
        JvmRecording made = new JvmRecording(name(source.file), identity);
        jvms.add(made);
        return made;
    }

    private static JvmRecording.Identity identity(Path readable) {
        try (RecordingFile recording = new RecordingFile(readable)) {
            for (int i = 0; i < LOOK_AHEAD && recording.hasMoreEvents(); i++) {
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().equals(EventNames.PROCESS)) {
                    return JvmRecording.Identity.of(new JdkEvent(event));
                }
            }
        } catch (IOException | RuntimeException e) {
            // The error is reported when the file is read.
        }
        return null;
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jfr") ? name.substring(0, name.length() - ".jfr".length()) : name;
    }
}
