package io.pageconsistency.recording.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.recording.RecordingReader;
import io.pageconsistency.recording.Written;
import io.pageconsistency.recording.file.Progress;

/** The states of pages that follow from recorded operations. */
class PageOperationsTest {
    @TempDir
    private Path directory;

    private List<PageState> states(Written written) throws IOException {
        Path file = written.status().into(directory.resolve("a.jfr"));
        PageFilm film = RecordingReader.read(List.of(file), Progress.NONE).jvms().get(0).film();
        return film.moments().stream().map(moment -> moment.changes().get(0).state()).toList();
    }

    @Test
    void memoryGoesFromThePoolToTheUserAndBack() throws IOException {
        try (Written written = Written.begin()) {
            assertThat(states(written.reserve(3, 2).handOut(3, 2).takeBack(3, 2))).containsExactly(PageState.CACHED, PageState.HELD,
                    PageState.CACHED);
        }
    }

    @Test
    void returnedMemoryOfAPoolWithoutClaimsIsFree() throws IOException {
        try (Written written = Written.begin()) {
            assertThat(states(written.handOut(3, 2).takeBack(3, 2))).containsExactly(PageState.HELD, PageState.FREE);
        }
    }

    @Test
    void aRunIsHeldWhileOneOfItsSlotsIs() throws IOException {
        try (Written written = Written.begin()) {
            written.reserve(3, 1);
            slot(true, 1);
            slot(true, 2);
            slot(false, 1);
            slot(false, 2);

            assertThat(states(written)).containsExactly(PageState.CACHED, PageState.CUT, PageState.CUT, PageState.CUT, PageState.CACHED);
        }
    }

    /** A recording holds the events of each thread together, and the thread that ends first comes first. */
    @Test
    void operationsOfSeveralThreadsAreInTheOrderOfTime() throws Exception {
        try (Written written = Written.begin()) {
            written.reserve(3, 1);
            Thread other = new Thread(() -> written.handOut(3, 1));
            other.start();
            other.join();
            written.takeBack(3, 1);

            assertThat(states(written)).containsExactly(PageState.CACHED, PageState.HELD, PageState.CACHED);
        }
    }

    private static void slot(boolean handOut, int slot) {
        if (handOut) {
            Written.AllocationEvent event = new Written.AllocationEvent();
            event.operation = "hand out";
            event.page = 3;
            event.slot = slot;
            event.commit();
        } else {
            Written.FreeEvent event = new Written.FreeEvent();
            event.operation = "take back";
            event.page = 3;
            event.slot = slot;
            event.commit();
        }
    }
}
