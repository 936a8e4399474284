package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status with which a virtual machine ends in which there were violations. */
class ExitStatusIT {
    private static final int VIOLATED = 70;
    private static final String LAST_WORD = "[page-consistency] status 70, because there was 1 violation";

    @TempDir
    private File directory;

    private Jvm run(String agentArgument, String... arguments) throws Exception {
        Jvm jvm = Jvm.run(directory, Ends.class, List.of("-javaagent:" + Jar.FILE + agentArgument), arguments);
        // Whatever the status: the application's own hooks have come to their end.
        assertThat(jvm.out()).contains("hook ended");
        assertThat(jvm.err()).anyMatch(line -> line.startsWith("[page-consistency] at exit: "));
        return jvm;
    }

    @ParameterizedTest
    @CsvSource({"before, return", "before, exit0", "before, thread", "before, throw-exit0", "hook, return", "hook, exit0"})
    void zeroBecomesAnotherWhenThereWereViolations(String when, String how) throws Exception {
        Jvm jvm = run("=fail-on-exit=true", when, how);

        assertThat(jvm.status()).as("%s", jvm.err()).isEqualTo(VIOLATED);
        // Also what is found while everything ends is reported to its last line before that.
        assertThat(jvm.err()).anyMatch(line -> line.startsWith("  about         "))
                .last().asString().isEqualTo(LAST_WORD);
    }

    @ParameterizedTest
    @CsvSource({"exit3, 3", "exit78, 78", "throw, 1", "term, 143"})
    void anyOtherStaysAsItIs(String how, int status) throws Exception {
        Jvm jvm = run("=fail-on-exit=true", "before", how);

        assertThat(jvm.status()).isEqualTo(status);
        assertThat(jvm.err()).last().asString()
                .isEqualTo("[page-consistency] status " + status + " stays; 0 would have become 70, because there was 1 violation");
    }

    @ParameterizedTest
    @CsvSource({"return, 0", "exit0, 0", "exit3, 3", "throw, 1"})
    void withoutViolationsNothingChanges(String how, int status) throws Exception {
        Jvm jvm = run("=fail-on-exit=true", "never", how);

        assertThat(jvm.status()).isEqualTo(status);
        assertThat(jvm.err()).noneMatch(line -> line.contains("] status "));
    }

    @Test
    void withoutTheOptionViolationsChangeNothing() throws Exception {
        assertThat(run("", "before", "return").status()).isZero();
        assertThat(run("=fail-on-exit=false", "before", "exit0").status()).isZero();
    }

    /** Both have something to say, and what was found tells more than what may not have been. */
    @Test
    void strictSaysItsOwnAsWell() throws Exception {
        Jvm jvm = run("=fail-on-exit=true,strict=true", "before", "return");

        assertThat(jvm.status()).isEqualTo(VIOLATED);
        assertThat(jvm.err()).contains(LAST_WORD)
                .contains("[page-consistency] strict: status 78, because no known allocator was used");
        assertThat(run("=fail-on-exit=true,strict=true", "never", "exit0").status()).isEqualTo(78);
        assertThat(run("=fail-on-exit=true,strict=true", "before", "exit3").status()).isEqualTo(78);
    }
}
