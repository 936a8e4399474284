package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.pageconsistency.recording.RecordingReader;
import io.pageconsistency.recording.Verdict;
import io.pageconsistency.recording.file.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultToolkit;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.report.html.JfrHtmlRulesReport;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

/** The results of our rules for recordings of real runs. The rules are found as Mission Control finds them. */
class RulesIT {
    private static final Logger LOGGER = Logger.getLogger("org.openjdk.jmc");

    private static final String RULE = "Page Consistency";
    private static final String LEAKS = "Page Consistency Leaks";
    private static final String COVERAGE = "Page Consistency Coverage";

    /** Mission Control logs a warning for each recording of a newer JDK, because it does not know some of the fields. */
    @BeforeAll
    static void beSilent() {
        LOGGER.setLevel(Level.SEVERE);
    }

    private static Map<String, IResult> results(Recorded recorded) throws Exception {
        IItemCollection items = JfrLoaderToolkit.loadEvents(recorded.file().toFile());
        Map<String, IResult> results = new TreeMap<>();
        var ours = RuleRegistry.getRules().stream().filter(rule -> rule.getTopic().equals("page_consistency")).toList();
        for (var evaluation : RulesToolkit.evaluateParallel(ours, items, null, 1).entrySet()) {
            IRule rule = evaluation.getKey();
            results.put(rule.getName(), evaluation.getValue().get());
        }
        assertThat(results).containsOnlyKeys(RULE, LEAKS, COVERAGE);
        return results;
    }

    private static void says(Map<String, IResult> results, Severity violations, Severity leaks, Severity coverage) {
        assertThat(results.values()).extracting(IResult::getSeverity).as(() -> results.values().stream().map(IResult::getSummary)
                .toList().toString()).containsExactly(violations, coverage, leaks);
    }

    @Test
    void faultsAreAWarningByKind() throws Exception {
        Map<String, IResult> results = results(Recorded.FAULTY);

        says(results, Severity.WARNING, Severity.OK, Severity.OK);
        IResult result = results.get(RULE);
        assertThat(result.getResult(TypedResult.SCORE).doubleValue()).isEqualTo(100);
        assertThat(result.getSummary()).matches("\\d+ root causes, met " + violations(Recorded.FAULTY) + " times: .*")
                .contains("DOUBLE_FREE", "SIZE_MISMATCH");
        assertThat(text(result)).contains("The first is DOUBLE_FREE #1 by io.pageconsistency.workloads.",
                " on thread \"main\"", "(netty-pooled)", "at io.netty.buffer.PoolArena.free(",
                "at io.pageconsistency.workloads.Scenarios.runFreedTwice(", "Freed by main, ",
                "Allocated by main, ", "only follow from an earlier violation", "docs/kinds/double-free.md",
                "docs/kinds/size-mismatch.md");
    }

    /** The number of violations that the agent itself counted. */
    private static String violations(Recorded recorded) {
        return recorded.run().outcome("violations");
    }

    private static String text(IResult result) {
        return ResultToolkit.populateMessage(result, result.getExplanation(), false)
                + ResultToolkit.populateMessage(result, result.getSolution(), false);
    }

    @Test
    void aHealthyRecordingIsOk() throws Exception {
        Map<String, IResult> results = results(Recorded.HEALTHY);

        says(results, Severity.OK, Severity.OK, Severity.OK);
        assertThat(results.get(RULE).getSummary()).contains("netty-pooled");
        assertThat(text(results.get(COVERAGE))).contains("netty-buffer-4.2.20.Final.jar");
    }

    @Test
    void suppressedFaultsAreNotCounted() throws Exception {
        says(results(Recorded.SUPPRESSED), Severity.OK, Severity.OK, Severity.OK);
    }

    @Test
    void leaksAreCountedApart() throws Exception {
        Map<String, IResult> results = results(Recorded.LEAKY);

        says(results, Severity.OK, Severity.WARNING, Severity.OK);
        assertThat(results.get(LEAKS).getSummary()).matches("\\d+ leaks? of pooled memory, from \\d+ places?\\.");
    }

    @Test
    void anAgentThatHookedNothingIsAWarning() throws Exception {
        Map<String, IResult> results = results(Recorded.IDLE);

        says(results, Severity.NA, Severity.NA, Severity.WARNING);
        assertThat(results.get(COVERAGE).getSummary()).contains("hooked nothing");
    }

    @Test
    void withoutTheAgentNothingIsSaid() throws Exception {
        says(results(Recorded.ABSENT), Severity.NA, Severity.NA, Severity.NA);
    }

    /** The result must not depend on the library that reads the events. */
    @Test
    void theySayWhatTheReportSays() throws Exception {
        for (Recorded recorded : new Recorded[] {Recorded.FAULTY, Recorded.HEALTHY, Recorded.LEAKY, Recorded.SUPPRESSED}) {
            Verdict verdict = RecordingReader.read(List.of(recorded.file()), Progress.NONE).verdictWithoutLeaks();

            assertThat(results(recorded).get(RULE).getSummary()).isEqualToIgnoringCase(verdict.sentence() + ".");
        }
    }

    /** Our rules must appear next to Mission Control's own rules. */
    @Test
    void theyAreInMissionControlsReport() throws Exception {
        String html = JfrHtmlRulesReport.createReport(Recorded.FAULTY.file().toFile());

        assertThat(html).contains("id=\"io.pageconsistency.Violations", "met " + violations(Recorded.FAULTY) + " times", "Memory was given back",
                "Scenarios.runFreedTwice(", "</li>", "Page Consistency Coverage", "Page Consistency Leaks", "Garbage Collection");
    }
}
