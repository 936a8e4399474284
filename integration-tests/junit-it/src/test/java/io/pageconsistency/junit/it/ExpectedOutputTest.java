package io.pageconsistency.junit.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** If this comparison could not fail, none of the projects would test anything. */
class ExpectedOutputTest {
    private static final List<String> PRINTED = List.of("one 1", "two (2)", "three 3 and more");

    @TempDir
    private Path project;

    private void assertRefused(String problem, String... expected) {
        assertThatThrownBy(() -> ExpectedOutput.verify(project, List.of(expected), PRINTED))
                .isInstanceOf(AssertionError.class).hasMessage(problem);
    }

    @Test
    void acceptsWhatIsPrintedInItsOrder() throws Exception {
        Files.createFile(project.resolve("there"));
        Files.createFile(project.resolve("their"));

        assertThat(ExpectedOutput.verify(project, List.of("# ignored", "", "one", "two (2)", "t*3*more", "! four", "file there",
                "file th*e", "two files the*", "no file elsewhere", "no file else/where", "no file here"), PRINTED)).isTrue();
    }

    /** The two streams are read at the same time, so their order is not fixed. */
    @Test
    void linesOfStandardErrorMayComeAtAnyTime() throws Exception {
        assertThat(ExpectedOutput.verify(project, List.of("two", "err one", "err three"), PRINTED)).isTrue();
        assertThat(ExpectedOutput.verify(project, List.of("err three", "one", "two"), PRINTED)).isTrue();
        assertThat(ExpectedOutput.verify(project, List.of("one", "err two", "then", "three"), PRINTED)).isTrue();
        assertThat(ExpectedOutput.verify(project, List.of("two", "err one", "then", "err three"), PRINTED)).isTrue();

        assertRefused("not printed after line 2 of the log: one", "three", "err two", "err one");
        assertRefused("not printed after line 0 of the log: four", "one", "err four");
        assertRefused("not printed after line 2 of the log: one", "err two", "then", "one");
        assertRefused("not printed after line 2 of the log: one", "two", "then", "err one");
        assertRefused("nothing is expected", "err one");
    }

    @Test
    void theNewestJdkRepeatsTheExpectedLines() {
        assertThat(ExpectedOutput.onEachJdk(List.of("on Java @java@", "red", "again", "failed on @java@, not @newest@"), "17",
                "25"))
                .containsExactly("on Java 17", "red", "then", "on Java 25", "red", "failed on 17, not 25");
    }

    @Test
    void failsForEachDifference() throws Exception {
        Files.createFile(project.resolve("there"));

        assertRefused("not printed after line 0 of the log: four", "four");
        assertRefused("not printed after line 2 of the log: one", "two", "one");
        assertRefused("not printed after line 1 of the log: one", "one", "one");
        assertRefused("not printed after line 0 of the log: t.o", "t.o");
        assertRefused("must not be printed: two (2)", "one", "! (2)");
        assertRefused("is not so: no file there", "one", "no file there");
        assertRefused("is not so: file elsewhere", "one", "file elsewhere");
        assertRefused("is not so: no file th*e", "one", "no file th*e");
        assertRefused("is not so: file h*", "one", "file h*");
        assertRefused("is not so: two files t*", "one", "two files t*");
        Files.createFile(project.resolve("there too"));
        Files.createFile(project.resolve("there as well"));
        assertRefused("is not so: two files t*", "one", "two files t*");
        assertRefused("nothing is expected", "# one", "! four");
    }
}
