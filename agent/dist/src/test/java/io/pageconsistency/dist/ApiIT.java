package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.api.PageConsistency;

/** The API as applications have it, with the agent and without. */
class ApiIT {
    @TempDir
    private File directory;

    private Jvm run(List<String> options, String... arguments) throws Exception {
        // What the program is compiled against, as the build has it.
        Path api = Path.of(PageConsistency.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> all = new ArrayList<>(List.of("-cp",
                System.getProperty("application.classes") + File.pathSeparator + api));
        all.addAll(options);
        return Jvm.run(directory, Told.class, all, arguments);
    }

    private Jvm run(String... options) throws Exception {
        return run(List.of(options));
    }

    @Test
    void withoutTheAgentNothingHappens() throws Exception {
        Jvm jvm = run();

        assertThat(jvm.status()).isZero();
        assertThat(jvm.out()).containsExactly("first copy: given back twice", "first copy: active false, ticket false",
                "another class: true", "second copy: given back twice", "second copy: active false, ticket false");
        assertThat(jvm.err()).isEmpty();
    }

    @Test
    void everyCopyIsChecked() throws Exception {
        Jvm jvm = run("-javaagent:" + Jar.FILE + "=strict=true", "-Xverify:all");

        assertThat(jvm.out()).containsExactly("first copy: given back twice", "first copy: active true, ticket true",
                "another class: true", "second copy: given back twice", "second copy: active true, ticket true",
                "violations: 2", "swallowed: 0");
        assertThat(jvm.err()).anyMatch(line -> line.contains("DOUBLE_FREE #1"))
                .anyMatch(line -> line.contains("DOUBLE_FREE #2"))
                .anyMatch(line -> line.contains("page 7, 4096 bytes (second copy)"))
                .filteredOn(line -> line.contains("api covers")).hasSize(2);
        assertThat(jvm.status()).as("something was checked").isZero();
    }

    @Test
    void violationsAreThrownWhereTheyAreToBe() throws Exception {
        Jvm jvm = run("-javaagent:" + Jar.FILE + "=on-violation=throw");

        assertThat(jvm.status()).isZero();
        assertThat(jvm.out()).contains("first copy: io.pageconsistency.PageConsistencyError",
                "second copy: io.pageconsistency.PageConsistencyError", "violations: 2", "swallowed: 0");
    }

    @Test
    void itCanBeLeftOut() throws Exception {
        Jvm jvm = run("-javaagent:" + Jar.FILE + "=disable=api");

        assertThat(jvm.out()).contains("first copy: given back twice", "first copy: active false, ticket false");
    }

    /** What was handed out before the agent came is unknown, and accuses nobody. */
    @Test
    void aPoolThatIsOlderThanTheAgentIsLearned() throws Exception {
        Jvm jvm = run(List.of("-Djdk.attach.allowAttachSelf=true",
                "-Dsun.tools.attach.attachTimeout=120000", "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+EnableDynamicAgentLoading"), Jar.FILE.getPath());

        assertThat(jvm.status()).isZero();
        assertThat(jvm.out()).containsExactly("active: true", "violations: 0", "swallowed: 0", "violations: 0",
                "swallowed: 0", "violations: 1", "swallowed: 0");
        assertThat(jvm.err()).anyMatch(line -> line.contains("DOUBLE_FREE #1"));
    }
}
