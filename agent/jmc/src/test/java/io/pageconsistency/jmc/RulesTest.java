package io.pageconsistency.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultToolkit;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;

class RulesTest {
    private static final IRule VIOLATIONS = new ViolationsRule();
    private static final IRule LEAKS = new LeaksRule();
    private static final IRule COVERAGE = new CoverageRule();

    private static IResult result(IRule rule, IItemCollection items) throws Exception {
        var evaluation = rule.createEvaluation(items, null, null);
        evaluation.run();
        return evaluation.get();
    }

    private static void says(IRule rule, IItemCollection items, Severity severity, String... words) throws Exception {
        IResult result = result(rule, items);
        assertThat(result.getSeverity()).as(result.getSummary()).isEqualTo(severity);
        assertThat(whole(rule, items)).contains(words);
    }

    /** As Mission Control fills it in where it writes plain text. */
    private static String whole(IRule rule, IItemCollection items) throws Exception {
        IResult result = result(rule, items);
        return Stream.of(result.getSummary(), result.getExplanation(), result.getSolution())
                .map(text -> String.valueOf(ResultToolkit.populateMessage(result, text, false))).collect(Collectors.joining("\n"));
    }

    private static double score(IRule rule, IItemCollection items) throws Exception {
        return result(rule, items).getResult(TypedResult.SCORE).doubleValue();
    }

    @Test
    void withoutTheAgentNothingIsSaid() throws Exception {
        IItemCollection items = Recorded.begin().end();

        for (IRule rule : new IRule[] {VIOLATIONS, LEAKS, COVERAGE}) {
            says(rule, items, Severity.NA, "no event of page-consistency");
            assertThat(result(rule, items).getResult(TypedResult.SCORE)).isNull();
        }
    }

    @Test
    void nothingFoundWhereThePoolWasUsedIsFine() throws Exception {
        IItemCollection items = Recorded.begin().allIsWell().end();

        says(VIOLATIONS, items, Severity.OK, "No violation in netty-pooled.");
        says(LEAKS, items, Severity.OK, "No leak");
        says(COVERAGE, items, Severity.OK, "Checked: netty-pooled.", "io.netty.buffer");
    }

    @Test
    void violationsAreCountedByKindAndFault() throws Exception {
        IItemCollection items = Recorded.begin().allIsWell()
                .finding("DOUBLE_FREE", 1, 1, "a-1", 0)
                .finding("DOUBLE_ALLOC", 2, 1, "d-1", 0)
                .finding("SIZE_MISMATCH", 3, 3, "c-1", 0)
                .finding("DOUBLE_FREE", 4, 4, "a-1", 1)
                .finding("DOUBLE_FREE", 5, 5, "b-1", 0).end();

        assertThat(score(VIOLATIONS, items)).isEqualTo(100);
        says(VIOLATIONS, items, Severity.WARNING, "3 root causes, met 4 times: 2 DOUBLE_FREE, SIZE_MISMATCH.",
                "DOUBLE_FREE: 2 root causes, met 3 times. Memory was given back a second time.",
                "SIZE_MISMATCH: 1 root cause. Memory was handed out or given back in the wrong size.",
                "The first is DOUBLE_FREE #1 by ", " on thread \"main\", pages 5 to 6, region 3 (netty-pooled), 20",
                "\n    at ", "Allocated by worker, 3 ms earlier: com.example.Service.serve(Service.java:17)",
                "1 further finding only follows", "unzip -p page-consistency.jar docs/kinds/double-free.md",
                "docs/kinds/size-mismatch.md");
        assertThat(whole(VIOLATIONS, items)).doesNotContain("DOUBLE_ALLOC");
    }

    @Test
    void whatIsNoViolationIsNotCounted() throws Exception {
        IItemCollection items = Recorded.begin().allIsWell()
                .finding("LEAK", 1, 1, "a-1", 0).finding("STALE_FREE", 2, 2, "b-1", 0, true).end();

        says(VIOLATIONS, items, Severity.INFO, "No violation in netty-pooled, but STALE_FREE (suspect).");
        says(LEAKS, items, Severity.WARNING, "1 leak of pooled memory, from 1 place.", "Memory is lost: nobody uses it",
                "Allocated by worker, 3 ms earlier", "docs/kinds/leak.md");
        assertThat(score(LEAKS, items)).isEqualTo(75);
    }

    @Test
    void aLeakAloneIsNoViolation() throws Exception {
        IItemCollection items = Recorded.begin().allIsWell().finding("LEAK", 1, 1, "a-1", 0).end();

        says(VIOLATIONS, items, Severity.OK, "No violation in netty-pooled.");
    }

    @Test
    void whatIsNotRecordedOneByOneIsCounted() throws Exception {
        IItemCollection items = Recorded.begin().allIsWell()
                .finding("DOUBLE_FREE", 1, 1, "a-1", 0).finding("DOUBLE_FREE", 1_025, 1_025, "a-1", 1_024).end();

        says(VIOLATIONS, items, Severity.WARNING, "1 root cause, met 1025 times: DOUBLE_FREE.");
    }

    @Test
    void whatWasFoundBeforeTheRecordingIsNotForgotten() throws Exception {
        IItemCollection items = Recorded.begin().status("netty-pooled", "io.netty.buffer", 6, true, null, 2, 0).end();

        says(VIOLATIONS, items, Severity.WARNING, "before the recording began", "2 violations had been found");
    }

    @Test
    void aFollowUpWithoutItsCauseIsNotFine() throws Exception {
        IItemCollection items = Recorded.begin().allIsWell().finding("DOUBLE_ALLOC", 8, 7, "a-1", 0).end();

        says(VIOLATIONS, items, Severity.WARNING, "before the recording began", "1 further finding only follows");
    }

    @Test
    void anAgentThatHookedNothingSaysSo() throws Exception {
        IItemCollection items = Recorded.begin()
                .status("netty-pooled", "", 0, false, null).status("ground", "java.base", 1, true, null).end();

        says(VIOLATIONS, items, Severity.NA, "nothing was checked");
        says(LEAKS, items, Severity.NA, "nothing was checked");
        says(COVERAGE, items, Severity.WARNING, "hooked nothing", "not loaded by the program: netty-pooled");
        assertThat(score(COVERAGE, items)).isEqualTo(100);
    }

    @Test
    void anAgentWithoutModulesSaysSo() throws Exception {
        IItemCollection items = Recorded.begin().status("none", "", 0, false, "no allocator module is installed").end();

        says(COVERAGE, items, Severity.WARNING, "hooked nothing", "refused: none: no allocator module is installed");
    }

    @Test
    void hookedAndNotUsedIsNotChecked() throws Exception {
        IItemCollection items = Recorded.begin().status("netty-pooled", "io.netty.buffer", 6, false, null).end();

        says(VIOLATIONS, items, Severity.NA, "nothing was checked");
        says(COVERAGE, items, Severity.WARNING, "hooked netty-pooled, but saw no operation");
    }

    @Test
    void aCopyThatIsNotCoveredIsNamed() throws Exception {
        IItemCollection items = Recorded.begin().allIsWell()
                .status("netty-pooled", "shaded.netty.buffer", 0, false, "no method collapseRuns").end();

        says(VIOLATIONS, items, Severity.OK, "No violation in netty-pooled; not everything was checked.");
        says(COVERAGE, items, Severity.WARNING, "does not cover netty-pooled in shaded.netty.buffer: no method collapseRuns.",
                "checked: netty-pooled in io.netty.buffer");
    }

    @Test
    void errorsOfTheAgentAreNamed() throws Exception {
        IItemCollection items = Recorded.begin().status("netty-pooled", "io.netty.buffer", 6, true, null, 0, 1).end();

        says(COVERAGE, items, Severity.WARNING, "1 error inside the agent");
    }

    /** At the end of an early part of the recording nothing may have been met yet. */
    @Test
    void theLastWordAboutAModuleCounts() throws Exception {
        IItemCollection items = Recorded.begin().status("netty-pooled", "", 0, false, null)
                .status("netty-pooled", "io.netty.buffer", 6, false, null).allIsWell().end();

        says(COVERAGE, items, Severity.OK, "Checked: netty-pooled.");
        assertThat(whole(COVERAGE, items)).doesNotContain("not loaded by the program");
    }

    @Test
    void aRecordingThatWasCutOffIsNotTakenForComplete() throws Exception {
        IItemCollection items = Recorded.begin().region().end();

        says(VIOLATIONS, items, Severity.OK, "No violation in pools that the recording does not name. The recording was cut off");
        says(COVERAGE, items, Severity.NA, "cut off");
    }

    @Test
    void withoutTheEventNothingIsSaid() throws Exception {
        IItemCollection items = Recorded.begin("jdk.ActiveSetting#enabled=true", "io.pageconsistency.Violation#enabled=false").allIsWell()
                .finding("DOUBLE_FREE", 1, 1, "a-1", 0).end();

        says(VIOLATIONS, items, Severity.NA, "switched off");
    }

    @Test
    void aKindOfANewerAgentIsCountedAllTheSame() throws Exception {
        IItemCollection items = Recorded.begin().allIsWell().finding("SOMETHING_NEW", 1, 1, "a-1", 0).end();

        says(VIOLATIONS, items, Severity.WARNING, "1 root cause: SOMETHING_NEW.");
    }
}
