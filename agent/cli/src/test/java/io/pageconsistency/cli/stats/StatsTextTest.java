package io.pageconsistency.cli.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.Help.Ansi;

import io.pageconsistency.agent.output.console.Amounts;
import io.pageconsistency.cli.console.TerminalSize;
import io.pageconsistency.cli.jvm.Figure;
import io.pageconsistency.cli.jvm.Snapshot;
import io.pageconsistency.cli.jvm.Snapshots;

class StatsTextTest {
    private final StatsText text = new StatsText(42, "app.jar", Ansi.OFF);
    private final Snapshots figures = new Snapshots();

    private List<String> lines() {
        return text.lines(figures.take(), null, TerminalSize.NONE);
    }

    @Test
    void showsPoolsAndTheFullestRegions() {
        figures.pool("netty-pooled", 2);

        assertThat(lines().get(0)).startsWith("page-consistency 1.2.3 in process 42 (app.jar), ");
        assertThat(lines().subList(2, 8)).containsExactly(
                "allocator     regions  tracked  pages  reserved  held  #held =reserved",
                "netty-pooled        2  8.0 MiB   1024       100    50  ##==....................................",
                "",
                "region  allocator         address     size  pages  reserved  held",
                "1       netty-pooled         heap  4.0 MiB    512        10     5  #.......................................",
                "2       netty-pooled  0x200000000  4.0 MiB    512        10     5  #.......................................");
    }

    @Test
    void saysIfNoPoolWasUsed() {
        figures.unchecked("no known allocator was used");

        assertThat(lines()).contains("(no allocator has been used so far)", "not checked  no known allocator was used")
                .noneMatch(line -> line.startsWith("region"));
    }

    @Test
    void showsRates() {
        Snapshot before = figures.with(Figure.ALLOCATION_COUNT, 1000).with(Figure.FREE_COUNT, 900).take();
        Snapshot now = figures.with(Figure.ALLOCATION_COUNT, 4000).after(2_000_000_000L).take();

        assertThat(text.lines(now, before, TerminalSize.NONE)).contains("allocations  4000 (1500/s), frees 900 (0/s)");
        assertThat(text.lines(now, null, TerminalSize.NONE)).contains("allocations  4000, frees 900");
        // The agent was stopped and started again.
        Snapshot anew = figures.with(Figure.ALLOCATION_COUNT, 10).after(1_000_000_000L).take();
        assertThat(text.lines(anew, now, TerminalSize.NONE)).contains("allocations  10, frees 900 (0/s)");
    }

    @Test
    void showsFindings() {
        figures.violation("worker", "expected this, but that").with(Figure.FOLLOW_UP_COUNT, 3).with(Figure.LEAK_COUNT, 2);

        assertThat(lines()).contains("violations   1 (DOUBLE_FREE 1), follow-ups 3, leaks 2",
                "faults       1 distinct fault, 1 time: 18cddf0bc775-5ded3243 1",
                "last         DOUBLE_FREE #7, 1 min ago on \"worker\": expected this, but that; page 1, 8192 bytes, region 3"
                        + " (netty-pooled)");
    }

    @Test
    void showsHowMuchFreeMemoryIsGuarded() {
        assertThat(lines()).noneMatch(line -> line.startsWith("poison") || line.startsWith("fences"));
        figures.with(Figure.POISONED_BYTES, 8_192).with(Figure.POISONED_EXTENTS, 2).with(Figure.POISON_COUNT, 9)
                .with(Figure.POISON_CHECK_COUNT, 7).with(Figure.FENCED_BYTES, 4_096).with(Figure.FENCED_EXTENTS, 1).with(Figure.FENCE_COUNT, 3);
        assertThat(lines()).contains("poison       8.0 KiB in 2 pieces, so far 9, looked at 7", "fences       4.0 KiB in 1 piece, so far 3");
    }

    /** Suspects are not violations, but must be shown. */
    @Test
    void showsSuspectsIfThereAreAny() {
        assertThat(lines()).contains("violations   0, follow-ups 0, leaks 0");
        figures.with(Figure.SUSPECT_COUNT, 5);
        assertThat(lines()).contains("violations   0, follow-ups 0, leaks 0, suspects 5");
    }

    /** The name of a thread may contain any text, and must neither colour nor clear the screen. */
    @Test
    void namesDoNothingToTheTerminal() {
        figures.violation("@|red \u001b[2J|@\n", "it");
        StatsText coloured = new StatsText(42, "@|red app|@\u001b", Ansi.ON);

        String all = String.join("\n", coloured.lines(figures.take(), null, TerminalSize.NONE));

        assertThat(all).contains("on \"@ |red \\u001b[2J|@\\u000a\"", "(@ |red app|@\\u001b)").doesNotContain("\u001b[2J");
    }

    @Test
    void usesColoursOnlyIfWanted() {
        figures.pool("netty-pooled", 1).violation("worker", "it");

        assertThat(String.join("", lines())).doesNotContain("\u001b");
        assertThat(String.join("", new StatsText(42, "app.jar", Ansi.ON).lines(figures.take(), null, TerminalSize.NONE)))
                .contains("\u001b[31m#");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9, 12, 14, 16, 20, 40})
    void fitsIntoTheTerminal(int rows) {
        figures.pool("netty-pooled", 30).violation("worker", "a long explanation ".repeat(20));

        List<String> lines = text.lines(figures.take(), null, new TerminalSize(rows, 80));

        assertThat(lines).hasSizeLessThanOrEqualTo(rows).allMatch(line -> line.length() <= 80);
        if (rows >= 20) {
            assertThat(lines).contains("violations   1 (DOUBLE_FREE 1), follow-ups 0, leaks 0")
                    .last().asString().startsWith("agent ");
        }
        if (rows == 40) {
            assertThat(lines).as("regions use the room there is").hasSizeGreaterThan(36);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 100, ..........", "0, 1, 100, =.........", "1, 1, 100, #.........", "100, 100, 100, ##########",
        "99, 99, 100, #########.", "50, 100, 100, #####=====", "5, 0, 10, #####.....", "0, 0, 0, ..........",
        "0, 99, 100, =========."})
    void barsShowWhatIsUsedAtAllAndWhatIsFreeAtAll(long held, long reserved, long pages, String bar) {
        assertThat(Ansi.OFF.string(StatsText.bar(held, reserved, pages, 10))).isEqualTo(bar);
    }

    @Test
    void putsSizesAndTimesIntoWords() {
        assertThat(Amounts.bytes(1023)).isEqualTo("1023 B");
        assertThat(Amounts.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Amounts.bytes(Long.MAX_VALUE)).endsWith(" TiB");
        assertThat(Amounts.time(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Amounts.time(Duration.ofMinutes(59))).isEqualTo("59 min");
        assertThat(Amounts.time(Duration.ofMinutes(61))).isEqualTo("1 h 1 min");
    }
}
