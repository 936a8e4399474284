package io.pageconsistency.recording.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.recording.file.Progress;

class ReplayTest {
    @TempDir
    private Path directory;
    private Written recording;

    @BeforeEach
    void begin() {
        recording = new Written(directory);
    }

    @AfterEach
    void end() {
        recording.close();
    }

    private static void isClean(Replayed replayed, int operations) {
        assertThat(replayed.divergence()).isNull();
        assertThat(replayed.operations()).isEqualTo(operations);
    }

    private static Divergence diverges(Replayed replayed, String kind, long operation) {
        assertThat(replayed.divergence()).isNotNull();
        assertThat(replayed.divergence().kind()).as(replayed.divergence().toString()).isEqualTo(kind);
        assertThat(replayed.divergence().operation()).isEqualTo(operation);
        assertThat(replayed.operations()).isEqualTo(operation);
        return replayed.divergence();
    }

    @Test
    void correctOperationsDoNotDiverge() throws IOException {
        isClean(recording.opened(1, 16).reserve(1, 0, 4).handOut(1, 0, 4).takeBack(1, 0, 4).release(1, 0, 4)
                .reserve(1, 2, 4).handOut(1, 2, 4).takeBack(1, 2, 4).release(1, 2, 4).closed(1).replay(), 9);
    }

    @Test
    void memoryThatWasFreedTwiceIsFoundWithBothParties() throws IOException {
        Divergence found = diverges(recording.opened(1, 16).reserve(1, 0, 4).handOut(1, 0, 4).takeBack(1, 0, 4).reported(1, 7)
                .takeBack(1, 0, 4).replay(), "DOUBLE_FREE", 4);

        assertThat(found.memory()).isEqualTo("pages 0 to 3 of region 1 (netty-pooled)");
        assertThat(found.guilty().thread()).isEqualTo("main");
        assertThat(found.guilty().stack()).isNotEmpty();
        assertThat(found.allocatedBy()).isNotNull();
        assertThat(found.freedBy().when()).isAfterOrEqualTo(found.allocatedBy().when()).isBeforeOrEqualTo(found.guilty().when());
        assertThat(found.reported()).isEqualTo(7);
    }

    @Test
    void nothingIsReplayedAfterTheFirstDivergence() throws IOException {
        diverges(recording.opened(1, 16).reserve(1, 0, 4).reserve(1, 2, 4).release(1, 9, 1).replay(), "DOUBLE_ALLOC", 2);
    }

    @Test
    void slotsAreFollowedWithoutTheirSize() throws IOException {
        recording.opened(1, 16).reserve(1, 0, 2);
        for (int slot = 0; slot < 300; slot++) {
            recording.allocation("reserve", 1, 0, 2, slot).allocation("hand out", 1, 0, 2, slot);
        }
        recording.free("take back", 1, 0, 2, 299).free("release", 1, 0, 2, 299).free("take back", 1, 0, 2, 298)
                .free("take back", 1, 0, 2, 298);

        assertThat(diverges(recording.replay(), "DOUBLE_FREE", 605).memory()).startsWith("slot 298 of pages 0 to 1 of region 1");
    }

    @Test
    void aRegionThatEndsInUseIsFound() throws IOException {
        diverges(recording.opened(1, 16).reserve(1, 0, 4).handOut(1, 0, 4).closed(1).replay(), "REGION_CLOSED_IN_USE", 3);
    }

    /** Finalizers run in any order: a run of pages may come back before the slots of it that a thread's cache holds. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void finalizersOfACollectedPoolMakeNoFault(boolean saidBefore) throws Exception {
        recording.opened(1, 16).reserve(1, 0, 2).allocation("reserve", 1, 0, 2, 7);
        if (saidBefore) {
            recording.closed(1, true).release(1, 0, 2);
        } else {
            Thread finalizer = new Thread(() -> recording.release(1, 0, 2), "Finalizer");
            finalizer.start();
            finalizer.join();
            recording.closed(1, true);
        }
        assertThat(recording.replay().divergence()).isNull();
    }

    /** The pages of such a region may have been in any state. */
    @Test
    void statesFromBeforeTheRecordingAreLearned() throws IOException {
        Replayed replayed = recording.takeBack(4, 3, 2).release(4, 3, 2).reserve(4, 3, 2).replay();

        isClean(replayed, 3);
        assertThat(replayed.limits()).anyMatch(limit -> limit.startsWith("1 regions were there before"));
    }

    /** Only the opening was recorded, because the settings were changed later. */
    @Test
    void statesFromBeforeRecordedOperationsAreLearned() throws IOException {
        recording.close();
        recording = new Written(directory, "jdk.ActiveSetting#enabled=true", "io.pageconsistency.PageAllocation#enabled=false",
                "io.pageconsistency.PageFree#enabled=false");
        recording.opened(1, 16).reserve(1, 0, 4).handOut(1, 0, 4);
        recording.enable("io.pageconsistency.PageAllocation", "io.pageconsistency.PageFree");

        isClean(recording.takeBack(1, 0, 4).release(1, 0, 4).reserve(1, 0, 4).replay(), 3);
    }

    @Test
    void poolsThatClaimNothingAreFollowedByWhatTheyHandOut() throws IOException {
        diverges(recording.opened(1, 16).handOut(1, 3, 1).takeBack(1, 3, 1).handOut(1, 3, 1).handOut(1, 3, 1).replay(), "DOUBLE_ALLOC", 4);
    }

    @Test
    void memoryThatIsHandedOutByTheByteIsLeftOut() throws IOException {
        Replayed replayed = recording.opened(1, 1).handOut(1, 0, 1).handOut(1, 0, 1).replay();

        isClean(replayed, 0);
        assertThat(replayed.limits()).anyMatch(limit -> limit.startsWith("2 operations on memory that is handed out by the byte"));
        assertThat(replayed.leftOut()).isEqualTo(2);
    }

    /** A recording holds the events thread by thread. */
    @Test
    void operationsAreReplayedInTheOrderOfTime() throws Exception {
        recording.opened(1, 16).reserve(1, 0, 1).handOut(1, 0, 1).takeBack(1, 0, 1);
        Thread other = new Thread(() -> recording.handOut(1, 0, 1).takeBack(1, 0, 1), "other");
        other.start();
        other.join();

        isClean(recording.handOut(1, 0, 1).takeBack(1, 0, 1).release(1, 0, 1).replay(), 8);
    }

    @Test
    void buffersOfNettyThatAreByTheRulesContradictNothing() throws IOException {
        isClean(recording.chunk(0, 4096).buffer(0, 512).buffer(512, 100).bufferGone(512, 100).buffer(512, 700).bufferGrows(512, 700)
                .buffer(2000, 1400).bufferGone(0, 512).buffer(0, 1000).bufferGone(2000, 1400).bufferGone(0, 1000).chunkGone(0, 4096)
                .replay(), 12);
    }

    @Test
    void twoBuffersOfNettyWithTheSameMemoryAreFound() throws IOException {
        Divergence found = diverges(recording.chunk(0, 4096).buffer(0, 512).bufferGone(0, 512).buffer(0, 256).buffer(128, 512).replay(),
                "DOUBLE_ALLOC", 5);

        assertThat(found.memory()).contains("512 bytes at 0x7f0000000080");
        assertThat(found.reported()).isZero();
    }

    @Test
    void aChunkOfNettyThatGoesWithABufferInItIsFound() throws IOException {
        diverges(recording.chunk(0, 4096).buffer(64, 512).chunkGone(0, 4096).replay(), "REGION_CLOSED_IN_USE", 3);
    }

    @Test
    void chunksFromBeforeTheRecordingCauseNoFinding() throws IOException {
        Replayed replayed = recording.bufferGone(64, 512).buffer(64, 512).chunkGone(0, 4096).chunk(0, 8192).buffer(64, 512)
                .bufferOnHeap().replay();

        isClean(replayed, 5);
        assertThat(replayed.limits()).anyMatch(limit -> limit.startsWith("2 operations were in chunks that were there before"))
                .anyMatch(limit -> limit.startsWith("1 events were about buffers on the heap"));
    }

    @Test
    void aTornFileIsReadAsFarAsPossible() throws IOException {
        Path file = recording.opened(1, 16).reserve(1, 0, 4).reserve(1, 2, 4).file();
        byte[] whole = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(whole, whole.length + 50);
        Files.write(file, cut);

        assertThat(Replay.of(file, Progress.NONE).divergence().kind()).isEqualTo("DOUBLE_ALLOC");
    }

    /** Each event is read twice. */
    @Test
    void reportsProgress() throws IOException {
        recording.opened(1, 16);
        for (int i = 0; i < 3_000; i++) {
            recording.reserve(1, 0, 4).release(1, 0, 4);
        }
        Path file = recording.file();
        List<Long> said = new ArrayList<>();

        Replay.of(file, (read, done, all) -> {
            assertThat(read).isEqualTo(file);
            assertThat(all).isEqualTo(size(file));
            said.add(done);
        });

        assertThat(said).isSorted().contains(0L, size(file) / 2).endsWith(size(file));
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    @Test
    void withoutOperationsThereIsNothingToReplay() throws IOException {
        assertThat(recording.opened(1, 16).replay().events()).isEmpty();
    }

    @Test
    void aFileThatIsNoRecordingIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("text.jfr"), "no recording");

        assertThatThrownBy(() -> Replay.of(file, Progress.NONE)).isInstanceOf(IOException.class).hasMessageContaining("no flight recording");
    }
}
