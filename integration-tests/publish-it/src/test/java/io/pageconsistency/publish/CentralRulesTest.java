package io.pageconsistency.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules by which Maven Central refuses a publication. */
class CentralRulesTest {
    static Stream<Staged> published() throws IOException {
        return Staged.names().stream().map(Staged::of);
    }

    /** Tests, tools and benchmarks are not published, and neither is what the agent's jar already contains. */
    @Test
    void onlyArtifactsForUsersArePublished() throws IOException {
        assertThat(Staged.names()).containsExactly("page-consistency", "page-consistency-api", "page-consistency-bom",
                "page-consistency-jmc", "page-consistency-junit", "page-consistency-recording");
    }

    @Test
    void theVersionIsThatOfARelease() {
        assertThat(Staged.VERSION).as("set one with versions:set, see docs/contributing.md").doesNotContain("SNAPSHOT");
    }

    @ParameterizedTest
    @MethodSource("published")
    void thePomNamesItsOwners(Staged artifact) {
        assertThat(List.of(artifact.said("groupId"), artifact.said("artifactId"), artifact.said("version")))
                .containsExactly(Staged.GROUP, artifact.name(), Staged.VERSION);
        assertThat(List.of("name", "description", "url", "licenses/license/name", "licenses/license/url", "developers/developer/name",
                "scm/connection", "scm/developerConnection", "scm/url")).noneMatch(element -> artifact.said(element).isEmpty());
        assertThat(artifact.pom().getDocumentElement().getTextContent().replace("${project.version}", "")).doesNotContain("${");
    }

    /** A pom with a parent or a build section would need more files to be published. */
    @ParameterizedTest
    @MethodSource("published")
    void thePomStandsAlone(Staged artifact) {
        assertThat(List.of("parent", "build", "profiles", "modules", "repositories", "pluginRepositories"))
                .allMatch(element -> artifact.said(element).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("published")
    void sourcesAndJavadocAreThere(Staged artifact) throws IOException {
        Set<String> wanted = new TreeSet<>(Set.of(".pom"));
        if (artifact.hasJar()) {
            wanted.addAll(Set.of(".jar", "-sources.jar", "-javadoc.jar"));
            assertThat(artifact.entries("-sources.jar")).anyMatch(name -> name.endsWith(".java"));
            assertThat(artifact.entries("-javadoc.jar")).contains("index.html")
                    .anyMatch(name -> name.endsWith("package-summary.html"));
            assertThat(artifact.entries(".jar")).contains("META-INF/LICENSE");
        }
        if (artifact.name().equals("page-consistency")) {
            wanted.add("-cyclonedx.json");
        }

        assertThat(artifact.files()).containsExactlyInAnyOrderElementsOf(wanted.stream().map(artifact::file).toList());
    }

    @ParameterizedTest
    @MethodSource("published")
    void checksumsAreRight(Staged artifact) throws Exception {
        for (Path file : artifact.files()) {
            for (String algorithm : List.of("MD5", "SHA-1")) {
                Path checksum = Path.of(file + "." + algorithm.toLowerCase().replace("-", ""));
                assertThat(checksum).hasContent(HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("published")
    void everyFileIsSigned(Staged artifact) throws Exception {
        if (Boolean.getBoolean("unsigned")) {
            return;
        }
        for (Path file : artifact.files()) {
            Process gpg = new ProcessBuilder("gpg", "--batch", "--verify", file + ".asc", file.toString())
                    .redirectErrorStream(true).start();
            gpg.getOutputStream().close();
            try (InputStream said = gpg.getInputStream()) {
                String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(gpg.waitFor()).as(text).isZero();
            }
        }
    }
}
