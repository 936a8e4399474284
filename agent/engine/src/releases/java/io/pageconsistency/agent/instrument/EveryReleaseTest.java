package io.pageconsistency.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.junit.jupiter.api.Test;

/**
 * Examines every release of Netty on Maven Central since 4.1.52, and compares the result with {@code docs/netty-releases.md}.
 *
 * <p>If the page differs, {@code target/netty-releases.md} has the content it should have.
 */
class EveryReleaseTest {
    private static final Path FOUND = Path.of("target/netty-releases.md");
    private static final String FINAL = ".Final";
    private static final List<RemoteRepository> CENTRAL = List.of(
            new RemoteRepository.Builder("central", "default", "https://repo.maven.apache.org/maven2/").build());

    @Test
    void thePageSaysOfEveryReleaseWhatIsWoven() throws Exception {
        HookTable table = new HookTable();
        try (RepositorySystem system = new RepositorySystemSupplier().get();
                CloseableSession session = new SessionBuilderSupplier(system).get()
                        .withLocalRepositoryBaseDirectories(Path.of(System.getProperty("maven.repository"))).build()) {
            for (String release : releases(system, session)) {
                for (String artifact : HookTable.MODULES.keySet()) {
                    ArtifactRequest request = new ArtifactRequest(artifact(artifact, release + FINAL), CENTRAL, null);
                    table.add(release, artifact, system.resolveArtifact(session, request).getArtifact().getPath());
                }
            }
        }
        List<String> page = new ArrayList<>(Files.readAllLines(ReleasesPageTest.PAGE));
        int first = page.indexOf("## netty-pooled") - 1;
        List<String> wanted = new ArrayList<>(page.subList(0, first));
        wanted.addAll(table.lines());
        Files.write(FOUND, wanted);
        assertThat(page).as("docs/netty-releases.md; %s is what it should be", FOUND.toAbsolutePath()).isEqualTo(wanted);
    }

    private static List<String> releases(RepositorySystem system, CloseableSession session) throws Exception {
        VersionRangeRequest request = new VersionRangeRequest(artifact("netty-buffer", "[4.1.52.Final,4.3)"), CENTRAL, null);
        return system.resolveVersionRange(session, request).getVersions().stream().map(Object::toString)
                .filter(version -> version.endsWith(FINAL)).map(version -> version.substring(0, version.length() - FINAL.length())).toList();
    }

    private static Artifact artifact(String name, String version) {
        return new DefaultArtifact("io.netty", name, "jar", version);
    }
}
