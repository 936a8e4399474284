package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The contents of the artifact. */
class ArtifactTest {
    private static final Path CLASSES = Path.of(System.getProperty("basedir"), "target", "classes");

    private static List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    /** The agent brings its types itself. A second copy in the artifact would make two of each. */
    @Test
    void shipsNoTypeOfTheAgent() throws IOException {
        assertThat(classes()).hasSizeGreaterThan(15)
                .allMatch(file -> CLASSES.relativize(file).startsWith(Path.of("io", "pageconsistency", "junit")));
    }

    @Test
    void shipsItsLicence() {
        assertThat(CLASSES.resolve("META-INF/LICENSE")).content().contains("Apache License");
    }

    /**
     * These classes are loaded before the agent. If one of them loaded a type of the agent from the class path, the agent could not
     * be attached.
     */
    @Test
    void classesLoadedBeforeTheAgentUseNoTypeOfTheAgent() throws IOException {
        List<Path> early = classes().stream().filter(file -> file.getParent().endsWith("setup")).toList();
        assertThat(early).hasSizeGreaterThan(4);
        for (Path file : early) {
            String constants = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(constants.replace("io/pageconsistency/junit/", "")
                    .replace("inst/io/pageconsistency/agent/AgentMain.classdata", "")).as("%s", file)
                    .doesNotContain("io/pageconsistency/");
        }
    }
}
