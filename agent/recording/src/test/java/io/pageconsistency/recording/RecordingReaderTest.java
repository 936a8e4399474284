package io.pageconsistency.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jdk.jfr.Event;
import jdk.jfr.Recording;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.recording.file.Chunks;
import io.pageconsistency.recording.file.Progress;
import io.pageconsistency.recording.pages.PageChange;
import io.pageconsistency.recording.pages.PageState;

/** Recordings as users have them: of one process or several, whole or torn. */
class RecordingReaderTest {
    @TempDir
    private Path directory;

    private Fleet read(Path... files) throws IOException {
        return RecordingReader.read(List.of(files), Progress.NONE);
    }

    /** The user of a pool. */
    private static final class Handler {
        static void release(Written written, int sequence, String fingerprint) {
            Pool.free(written, sequence, fingerprint);
        }
    }

    private static final class Pool {
        static void free(Written written, int sequence, String fingerprint) {
            Written.ViolationEvent event = written.violation(sequence);
            event.freedBy = "worker: 1, 12 ms earlier: a.Pool.free(Pool.java:3) < b.Owner.close(Owner.java:7) < 4 more";
            event.fingerprint = fingerprint;
            event.commit();
        }
    }

    @Test
    void aFindingHasBothStacksAndTheGuiltyCall() throws IOException {
        Path file;
        try (Written written = Written.begin()) {
            Handler.release(written.status().process(7), 1, null);
            file = written.into(directory.resolve("a.jfr"));
        }

        Fleet fleet = read(file);

        assertThat(fleet.jvms()).extracting(JvmRecording::name).containsExactly("host:7");
        assertThat(fleet.faults()).hasSize(1);
        Fault fault = fleet.faults().get(0);
        assertThat(fault.isCounted()).isTrue();
        assertThat(fault.first().summary()).isEqualTo("memory was given back a second time");
        assertThat(fault.first().stack().get(0).call()).isEqualTo("RecordingReaderTest$Pool.free");
        // Both calls have the same outermost class as the pool. Only the fingerprint tells them apart, and it is missing here.
        assertThat(fault.first().freedBy().thread()).isEqualTo("worker: 1");
        assertThat(fault.first().freedBy().when()).isEqualTo("12 ms earlier");
        assertThat(fault.first().freedBy().more()).isEqualTo(4);
        assertThat(fault.earlier()).hasToString("b.Owner.close(Owner.java:7)");
        assertThat(fleet.verdict().light()).isEqualTo(Verdict.Light.RED);
    }

    @Test
    void theSameCauseIsOneAcrossProcesses() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int pid = 1; pid <= 3; pid++) {
            try (Written written = Written.begin()) {
                written.status().process(pid);
                Handler.release(written, 1, "0123456789ab-01234567");
                if (pid == 2) {
                    Handler.release(written, 2, "another");
                    Written.ViolationEvent followUp = written.violation(3);
                    followUp.cause = 1;
                    followUp.commit();
                }
                files.add(written.into(directory.resolve(pid + ".jfr")));
            }
        }

        Fleet fleet = read(files.toArray(new Path[0]));

        assertThat(fleet.jvms()).hasSize(3);
        assertThat(fleet.faults()).extracting(Fault::count).containsExactly(3L, 1L);
        assertThat(fleet.faults().get(0).counts()).hasSize(3);
        assertThat(fleet.faults().get(0).followUps()).isEqualTo(1);
        assertThat(fleet.verdict().sentence()).isEqualTo("2 root causes, met 4 times, in 3 of 3 JVMs: 2 DOUBLE_FREE");
    }

    @Test
    void recordingsOfOneProcessAreOneAndWhatBothHaveCountsOnce() throws IOException {
        Path first = directory.resolve("first.jfr");
        Path both = directory.resolve("both.jfr");
        try (Written outer = Written.begin(); Written inner = Written.begin()) {
            outer.status().process(7);
            Handler.release(outer, 1, "f");
            inner.into(first);
            Handler.release(outer, 2, "f");
            outer.into(both);
        }

        Fleet fleet = read(both, first);

        assertThat(fleet.jvms()).hasSize(1);
        assertThat(fleet.jvms().get(0).files()).hasSize(2);
        assertThat(fleet.faults()).extracting(Fault::count).containsExactly(2L);
    }

    @Test
    void aRecordingThatShowsNothingWasCheckedIsNotGreen() throws IOException {
        Path nothing;
        try (Written written = Written.begin()) {
            nothing = written.into(directory.resolve("nothing.jfr"));
        }
        Path healthy;
        try (Written written = Written.begin()) {
            healthy = written.status().process(1).into(directory.resolve("healthy.jfr"));
        }

        assertThat(read(nothing).verdict().light()).isEqualTo(Verdict.Light.OFF);
        assertThat(read(healthy).verdict().light()).isEqualTo(Verdict.Light.GREEN);
        assertThat(read(healthy, nothing).verdict().light()).isEqualTo(Verdict.Light.AMBER);
    }

    @Test
    void aFileThatIsNoRecordingIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("text.jfr"), "this is longer than the header of a chunk, and it is no recording at all");
        Path empty = Files.createFile(directory.resolve("empty.jfr"));

        assertThatThrownBy(() -> read(text)).hasMessageContaining("is no flight recording");
        assertThatThrownBy(() -> read(empty)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> read(directory.resolve("none.jfr"))).hasMessageContaining("is not there");
    }

    /** A recording of several chunks. The events of each chunk have their own range of numbers. */
    private Path severalChunks() throws IOException {
        try (Written written = Written.begin()) {
            written.status().process(7);
            for (int i = 1; i <= 3; i++) {
                Handler.release(written, i, "f" + i);
                try (Recording other = new Recording()) {
                    // Another recording makes the recorder begin a new chunk.
                    other.start();
                }
            }
            Handler.release(written, 4, "f4");
            return written.into(directory.resolve("whole.jfr"));
        }
    }

    @Test
    void aRecordingCutAtAnyPointIsReadAsFarAsPossible() throws IOException {
        Path whole = severalChunks();
        byte[] bytes = Files.readAllBytes(whole);
        long second = Chunks.of(whole).whole().get(1).start();
        int before = 0;
        for (int i = 0; i < 60; i++) {
            int length = Chunks.HEADER + (int) ((long) (bytes.length - Chunks.HEADER) * i / 59);
            Path cut = Files.write(directory.resolve("cut.jfr"), java.util.Arrays.copyOf(bytes, length));

            Fleet fleet = read(cut);

            int found = fleet.faults().size();
            assertThat(found).as("of %s bytes", length).isGreaterThanOrEqualTo(before);
            assertThat(found).as("of %s bytes", length).isGreaterThanOrEqualTo(length >= second ? 1 : 0);
            assertThat(fleet.verdict().notes().isEmpty()).as("of %s bytes: %s", length, fleet.verdict()).isEqualTo(isWhole(cut));
            before = found;
        }
        assertThat(before).isEqualTo(4);
        assertThat(Files.size(cut())).as("the file itself is as it was").isEqualTo(bytes.length);
    }

    @Test
    void anUnreadableRecordingHasNoVerdict() throws IOException {
        Path whole = severalChunks();
        Files.write(cut(), java.util.Arrays.copyOf(Files.readAllBytes(whole), 2 * Chunks.HEADER));

        Verdict verdict = read(cut()).verdict();

        assertThat(verdict.light()).isEqualTo(Verdict.Light.OFF);
        assertThat(verdict.notes()).containsExactly("cut: cut.jfr is torn, and nothing in it can be read");
    }

    private Path cut() {
        return directory.resolve("cut.jfr");
    }

    private static boolean isWhole(Path file) throws IOException {
        Chunks chunks = Chunks.of(file);
        return !chunks.isTorn() && !chunks.whole().isEmpty();
    }

    /** When a process is killed, the header of its last chunk does not say where the chunk ends. */
    @Test
    void anUnfinishedChunkIsReadAsFarAsItWasWritten() throws IOException {
        Path whole = severalChunks();
        byte[] bytes = Files.readAllBytes(whole);
        Chunks.Chunk last = Chunks.of(whole).whole().get(Chunks.of(whole).whole().size() - 1);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[(int) last.start() + Chunks.SIZE_AT + i] = 0;
        }
        // Marks the chunk as being written. The JDK's reader waits for the end of such a chunk.
        bytes[(int) last.start() + Chunks.STATE_AT] = -1;
        Path killed = Files.write(directory.resolve("killed.jfr"), bytes);

        Fleet fleet = read(killed);

        assertThat(fleet.faults()).hasSize(4);
        assertThat(fleet.verdict().notes()).singleElement().asString().contains("killed.jfr is torn");
    }

    @Test
    void progressEndsAtTheEnd() throws IOException {
        Path file = severalChunks();
        AtomicLong done = new AtomicLong();

        RecordingReader.read(List.of(file, file), (at, bytes, all) -> {
            assertThat(bytes).isBetween(done.get(), all);
            done.set(bytes);
        });

        assertThat(done).hasValue(2 * Files.size(file));
    }

    @Test
    void noFileIsLeftBehind() throws IOException {
        Path whole = severalChunks();
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(cut(), java.util.Arrays.copyOf(bytes, bytes.length - 10));
        long before = mended();

        read(cut());

        assertThat(mended()).isEqualTo(before);
    }

    private static long mended() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("page-consistency")).count();
        }
    }

    @Test
    void showsHoldersAndTheUseOfPools() throws IOException {
        Path file;
        try (Written written = Written.begin()) {
            written.status().process(7);
            Written.StatisticsEvent statistics = new Written.StatisticsEvent();
            statistics.capacity = 64 * 8192;
            statistics.pageCount = 64;
            statistics.pagesReserved = 8;
            statistics.pagesHeld = 4;
            statistics.commit();
            Written.HolderEvent holder = new Written.HolderEvent();
            holder.calls = "a.Cache.put(Cache.java:3) < a.Main.main(Main.java:4)";
            holder.estimatedBytes = 32768;
            holder.estimatedPieces = 1;
            holder.age = 5000;
            holder.commit();
            Written.PagesEvent pages = new Written.PagesEvent();
            pages.pageCount = 64;
            pages.states = "f10 h4#1@5000 c2 s1*7 f47";
            pages.commit();
            file = written.into(directory.resolve("a.jfr"));
        }

        JvmRecording jvm = read(file).jvms().get(0);

        assertThat(jvm.pools()).hasSize(1);
        assertThat(jvm.pools().get(0).point(0)).extracting(PoolHistory.Point::held, PoolHistory.Point::reserved, PoolHistory.Point::capacity)
                .containsExactly(4 * 8192L, 8 * 8192L, 64 * 8192L);
        assertThat(jvm.snapshots()).hasSize(1);
        assertThat(jvm.snapshots().get(0).places().get(0).calls()).hasSize(2);
        List<PageChange> changes = jvm.film().moments().get(0).changes();
        assertThat(changes).extracting(PageChange::state).containsExactly(PageState.FREE, PageState.HELD, PageState.CACHED, PageState.CUT,
                PageState.FREE);
        assertThat(jvm.film().holders().get(changes.get(1).holder()).calls().get(0)).hasToString("a.Cache.put(Cache.java:3)");
        assertThat(changes.get(3).pieces()).isEqualTo(7);
    }

    @Test
    void eventsOfOthersAreNoConcern() throws IOException {
        Path file;
        try (Written written = Written.begin()) {
            new Other().commit();
            file = written.status().process(1).into(directory.resolve("a.jfr"));
        }

        assertThat(read(file).faults()).isEmpty();
    }

    private static final class Other extends Event {
    }
}
