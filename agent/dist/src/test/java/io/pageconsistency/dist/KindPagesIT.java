package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.output.console.KindPage;

/** The pages that reports refer to: as the jar has them, and as the project does. */
class KindPagesIT {
    private static final Path PROJECT = Path.of(System.getProperty("basedir"), "..", "..");
    private static final String ABOUT = "  about         ";

    private static final Jar JAR = Jar.read();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void thePageOfAKindIsThere(ViolationKind kind) {
        String name = KindPage.of(kind);

        assertThat(JAR.entries()).containsKey(name);
        assertThat(PROJECT.resolve(name)).isRegularFile().hasBinaryContent(JAR.entries().get(name));
    }

    /** A report as it is printed. */
    @ParameterizedTest
    @EnumSource
    void thePageOfAKindShowsAReport(ViolationKind kind) {
        String name = KindPage.of(kind);
        String page = new String(JAR.entries().get(name), StandardCharsets.UTF_8);

        assertThat(page.substring(page.indexOf("\n## An example\n"))).contains("[page-consistency] " + kind + " #",
                ": " + summary(kind) + "\n", "\n  finding       ", "\n" + ABOUT + name + ", in page-consistency.jar too\n");
    }

    /** Of the example's finding, where that has words of its own. */
    private static String summary(ViolationKind kind) {
        return kind == ViolationKind.INVALID_FREE ? "something was given back that is not the start of what was given out"
                : kind.summary() + (kind == ViolationKind.USE_AFTER_FREE ? ", and the library refused it" : "");
    }

    @Test
    void aPrintedReportLeadsToAPage() throws Exception {
        Jvm jvm = Jvm.run(directory.toFile(), Ends.class, List.of("-javaagent:" + Jar.FILE), "before", "return");

        String about = jvm.err().stream().filter(line -> line.startsWith(ABOUT)).findFirst().orElseThrow()
                .substring(ABOUT.length());
        String name = about.substring(0, about.indexOf(','));
        assertThat(about).isEqualTo(name + ", in page-consistency.jar too");
        assertThat(JAR.entries()).containsKey(name);
        assertThat(Files.readString(PROJECT.resolve(name))).startsWith("# DOUBLE_FREE\n");
    }
}
