package io.pageconsistency.agent.output.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Share;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;

/** The whole report, with a real ledger. */
@Timeout(300)
class ConsoleReportTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Ledger ledger = new Ledger();
    private final Console console = new Console(10_000,
            () -> new PrintStream(written, true, StandardCharsets.UTF_8));
    private final ConsoleReport report = new ConsoleReport(console, () -> Share.SAMPLED);
    private final Object owner = new Object();
    private List<String> blind = List.of();

    ConsoleReportTest() {
        ledger.reports().add(report);
        console.atExit(new ExitSummary(ledger.reports(), report, console, () -> blind));
        console.startWriter();
    }

    @Test
    void saysAtTheEndThatAllIsWell() {
        Region region = region(8);
        ledger.reserve(region, 0, 2);
        ledger.release(region, 0, 2);

        assertThat(endAndLines()).containsExactly("[page-consistency] at exit: 0 violations, 0 follow-ups");
    }

    @Test
    void printsABlockForTheRootAndALineForWhatFollows() {
        Region region = region(8);
        ledger.reserve(region, 3, 1);
        ledger.reserve(region, 3, 1);
        ledger.report(Incident.of(ViolationKind.DOUBLE_FREE, Operation.RELEASE).in(region).followingFrom(1));

        List<String> lines = endAndLines();

        assertThat(lines).first().isEqualTo("[page-consistency] DOUBLE_ALLOC #1: memory was given out a second time");
        assertThat(lines).contains("  memory        page 3, 8192 bytes at 0x10006000 (netty-pooled)",
                "  region        " + region);
        assertThat(lines).filteredOn(line -> line.startsWith("[page-consistency] DOUBLE_FREE #2 follows from #1: "))
                .hasSize(1);
        assertThat(lines).last().isEqualTo("[page-consistency] at exit: 1 violation (1 DOUBLE_ALLOC), 1 follow-up");
    }

    @Test
    void aFaultIsPrintedOnceAndCountedFromThen() {
        Region region = region(2_000);
        ledger.reserve(region, 0, 1_000);
        for (int page = 0; page < 1_000; page++) {
            ledger.reserve(region, page, 1);
        }

        List<String> lines = endAndLines();

        assertThat(lines).filteredOn(line -> line.startsWith("  memory ")).hasSize(1);
        assertThat(lines).contains("[page-consistency] DOUBLE_ALLOC #1 seen 10 times more",
                "[page-consistency] DOUBLE_ALLOC #1 seen 100 times more");
        assertThat(lines).filteredOn(line -> line.startsWith("[page-consistency] DOUBLE_ALLOC")).hasSize(3);
        assertThat(lines).contains("[page-consistency] at exit: 1000 violations (1000 DOUBLE_ALLOC) from 1 distinct fault, 0 follow-ups",
                "  again         DOUBLE_ALLOC #1 seen 999 times more, fingerprint "
                        + ledger.reports().faults().all().get(0).fingerprint());
    }

    @Test
    void aSecondOwnerIsPrintedWholeWhateverItFollowsFrom() {
        ledger.report(Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK).in("pool", 1, "region 1"));
        ledger.report(Incident.of(ViolationKind.DOUBLE_ALLOC, Operation.HAND_OUT).in("pool", 1, "region 1").followingFrom(1));

        List<String> lines = endAndLines();

        assertThat(lines).contains("[page-consistency] DOUBLE_ALLOC #2 (follows from #1): memory was given out a second time");
        assertThat(lines).filteredOn(line -> line.startsWith("  memory ")).hasSize(2);
    }

    @Test
    void boundsWhatFollowsFromOneRoot() {
        found("pool", 0);
        for (int i = 0; i < 1_000; i++) {
            found("pool " + i, 1);
        }

        List<String> lines = endAndLines();

        assertThat(lines).filteredOn(line -> line.contains(" follows from #1: ")).hasSize(PrintLimits.FOLLOW_UPS);
        assertThat(lines).containsOnlyOnce(
                "  further follow-ups of #1 are counted, and recorded where a recording runs, but not printed");
        assertThat(report.unprinted()).isEqualTo(1_000 - PrintLimits.FOLLOW_UPS);
        assertThat(lines).endsWith("[page-consistency] at exit: 1 violation (1 BITMAP_CORRUPTION), 1000 follow-ups",
                "  not printed   " + report.unprinted() + ", because there were too many");
    }

    @Test
    void boundsFaults() {
        for (int i = 0; i < 2_000; i++) {
            found("pool " + i, 0);
        }

        List<String> lines = endAndLines();

        assertThat(lines).filteredOn(line -> line.startsWith("  memory ")).hasSize(PrintLimits.BLOCKS);
        assertThat(lines).filteredOn(line -> line.startsWith("[page-consistency] BITMAP_CORRUPTION #"))
                .hasSize(PrintLimits.BLOCKS + PrintLimits.LINES);
        assertThat(lines).containsOnlyOnce(
                "  further violations are counted, and recorded where a recording runs, but not printed");
        assertThat(report.unprinted()).isEqualTo(2_000 - PrintLimits.BLOCKS - PrintLimits.LINES);
        assertThat(lines).contains("[page-consistency] at exit: 2000 violations (2000 BITMAP_CORRUPTION) from 1024 distinct faults,"
                + " 0 follow-ups", "  not told apart 976 findings: the table of faults is full");
    }

    @Test
    void boundsTheMemoryItTakesForFollowUps() {
        for (int i = 0; i < 1_000; i++) {
            found("pool " + i, i + 2_000);
        }

        List<String> lines = endAndLines();

        assertThat(ledger.reports().followUps()).isEqualTo(1_000);
        assertThat(lines).filteredOn(line -> line.contains(" follows from #"))
                .hasSize(PrintLimits.BLOCKS + PrintLimits.LINES);
    }

    @Test
    void neverSaysThatAllIsWellWhereNotAllWasChecked() {
        blind = List.of("netty-adaptive not covered", "1 error inside the agent");

        assertThat(endAndLines()).containsExactly("[page-consistency] at exit: nothing found, but not everything was checked"
                + " (netty-adaptive not covered; 1 error inside the agent), 0 follow-ups");
    }

    /** Reports damage. Its fault is identified by the pool, because damage has no guilty call. */
    private void found(String pool, int cause) {
        ledger.report(Incident.of(ViolationKind.BITMAP_CORRUPTION, Operation.SCAN).in(pool, 1, "region 1").followingFrom(cause));
    }

    /** Not a violation: the memory is correct, but it was passed between threads without synchronisation. */
    @Test
    void saysOnceThatMemoryWasPassedOnWithoutSynchronisation() {
        Region region = region(8);
        Extent pages = ledger.extent(region, 3, 2, Extent.NO_SLOT);
        for (int i = 0; i < 3; i++) {
            ledger.reports().seenLate(Operation.HAND_OUT, region, pages, new Party("giver", 0));
        }

        List<String> lines = endAndLines();

        assertThat(lines).filteredOn(line -> line.contains("without synchronisation")).singleElement().asString()
                .contains("\"" + Thread.currentThread().getName() + "\"", "pages 3 to 4", "\"giver\"", "no violation");
        assertThat(lines).last().asString().contains("at exit: 0 violations");
        assertThat(ledger.reports().seenLate()).isEqualTo(3);
    }

    @Test
    void tellsOurOwnErrors() {
        ledger.reports().swallow(new IllegalStateException("ours"));

        assertThat(endAndLines()).last().isEqualTo("  agent errors  1, of which the application noticed nothing;"
                + " the first was java.lang.IllegalStateException: ours");
    }

    private Region region(long pages) {
        return ledger.open("netty-pooled", owner, new Geometry(0x10000000L, 0, pages * 8192, 8192, true), true);
    }

    private List<String> endAndLines() {
        assertThat(console.end(120_000)).isTrue();
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
