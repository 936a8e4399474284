package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.it.Finished.Violation;

/** Bugs of released versions of Netty are found in versions that have them, and not in a version where they are fixed. */
@Tag("matrix")
class KnownBugsIT {
    /** A program that tries again and again ends with the first violation. */
    private static final String LONG = "seconds=60";
    private static final int RUNS = 23;
    private static final int LOST_IN_CACHES = 7 * 3;

    static Stream<KnownBug> tried() {
        return Stream.of(KnownBug.values()).filter(bug -> bug.attempt != null);
    }

    static Stream<KnownBug> repaired() {
        return tried().filter(bug -> bug.attempt.mended() != null);
    }

    @ParameterizedTest
    @MethodSource("tried")
    void isNamedInAReleaseThatHasIt(KnownBug bug) {
        isNamed(bug, bug.attempt.broken());
    }

    @Test
    void twoThreadsThatResizeAreNamedInTheOldestRelease() {
        isNamed(KnownBug.CAPACITY, "4.1.52");
    }

    private static void isNamed(KnownBug bug, String netty) {
        Finished run = bug.attempt.run(Platform.oldJdk(netty), LONG).missedNothing();
        if (!bug.isSeen()) {
            run.foundNothing();
            assertThat(run.out()).anyMatch(line -> line.matches("LOST [1-9].*"));
            return;
        }
        List<RecordedEvent> roots = run.recording().violations().stream()
                .filter(event -> event.getInt("sequence") == event.getInt("cause"))
                // The collection of a broken pool is reported, too.
                .filter(event -> bug.seen.kind().equals("LEAK") || !event.getString("kind").equals("LEAK")).toList();
        assertThat(roots).isNotEmpty();
        assertThat(roots.get(0).getString("kind")).isEqualTo(bug.seen.kind());
        assertThat(Recording.stack(roots.get(0))).contains(bug.seen.call());
        assertThat(run.err()).as(run.toString())
                .anyMatch(line -> line.matches(" +thread .*\\(" + bug.seen.operation() + "\\)"));
        details(bug, run);
    }

    private static void details(KnownBug bug, Finished run) {
        switch (bug) {
            case ALIGNMENT -> assertThat(run.outcome("pagesHeld", 0).found()).filteredOn(found -> found.kind().equals("SIZE_MISMATCH"))
                    .hasSize(RUNS);
            case ELEMENT_SIZE -> assertThat(run.outcome("violations", 1).outcome("followUps", 0).outcome("pagesHeld", 0).block(1))
                    .anyMatch(line -> line.endsWith("18 bytes from byte 0 of 16"));
            case THREAD_CACHE -> assertThat(run.foundNothing().outcome("leaks", LOST_IN_CACHES).err())
                    .anyMatch(line -> line.contains("its memory will not be used again: 320 bytes, 320 bytes in all so far"));
            case LOST_RUNS -> run.foundNothing();
            case ADAPTIVE_CONTENTION -> assertThat(run.outcome("violations", 1).found()).first()
                    .isEqualTo(new Violation("DOUBLE_FREE", "take back", 1, 1));
            // By then two buffers have the same bytes.
            case FAILED_ALLOCATION -> assertThat(run.outcome("violations", 1).out()).contains("READ 3");
            default -> { }
        }
    }

    @ParameterizedTest
    @MethodSource("repaired")
    void isNotNamedWhereItIsRepaired(KnownBug bug) {
        Finished run = bug.attempt.run(Platform.newJdk(bug.attempt.mended()));

        run.foundNothing().outcome("leaks", 0);
        assertThat(run.out()).doesNotContain("READ 3").noneMatch(line -> line.matches("LOST [1-9].*"));
    }

    @Test
    void theDocumentationHasTheSameTable() throws IOException {
        List<String> table = Files.readAllLines(Path.of("../../docs/netty-bugs.md")).stream().filter(line -> line.startsWith("| [")).toList();

        assertThat(table).containsExactlyElementsOf(Stream.of(KnownBug.values()).map(KnownBug::row).toList());
    }
}
