package io.pageconsistency.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** What users of the published artifacts get. */
class PublishedContentTest {
    private static final List<RemoteRepository> PUBLISHED = List.of(
            new RemoteRepository.Builder("published", "default", Staged.REPOSITORY.toUri().toString()).build());

    @TempDir
    private Path empty;

    /**
     * Resolves from an empty local repository and from no other source. The contents of the agent's jar must not be dependencies.
     */
    @Test
    void dependenciesAreAmongWhatWasPublished() throws Exception {
        try (RepositorySystem system = new RepositorySystemSupplier().get(); CloseableSession session = session(system)) {
            assertThat(resolved(system, session, "page-consistency-junit"))
                    .containsExactly("page-consistency", "page-consistency-junit", "page-consistency-recording");
            for (String alone : List.of("page-consistency", "page-consistency-api", "page-consistency-jmc", "page-consistency-recording")) {
                assertThat(resolved(system, session, alone)).containsExactly(alone);
            }
        }
    }

    @Test
    void theBillOfMaterialsForMavenNamesEveryOtherArtifactAndNoOthers() throws Exception {
        Set<String> others = new TreeSet<>(Staged.names());
        others.remove("page-consistency-bom");
        try (RepositorySystem system = new RepositorySystemSupplier().get(); CloseableSession session = session(system)) {
            Artifact bom = new DefaultArtifact(Staged.GROUP, "page-consistency-bom", "pom", Staged.VERSION);

            assertThat(system.readArtifactDescriptor(session, new ArtifactDescriptorRequest(bom, PUBLISHED, null)).getManagedDependencies())
                    .allMatch(managed -> managed.getArtifact().getVersion().equals(Staged.VERSION))
                    .extracting(managed -> managed.getArtifact().getArtifactId()).containsExactlyInAnyOrderElementsOf(others);
        }
    }

    @Test
    void theBillOfMaterialsForScannersListsWhatIsInTheJar() throws Exception {
        JsonObject bill = JsonParser.parseString(Files.readString(Staged.of("page-consistency").file("-cyclonedx.json"))).getAsJsonObject();

        assertThat(bill.get("bomFormat").getAsString()).isEqualTo("CycloneDX");
        assertThat(name(bill.getAsJsonObject("metadata").get("component"))).isEqualTo(ours("page-consistency"));
        assertThat(bill.getAsJsonArray("components")).extracting(PublishedContentTest::name).containsExactlyInAnyOrder(
                ours("page-consistency-bootstrap"), ours("page-consistency-engine"), ours("page-consistency-cli"), ours("page-consistency-recording"),
                theirs("maven/net.bytebuddy/byte-buddy", "byte-buddy"), theirs("maven/org.ow2.asm/asm", "byte-buddy.asm"),
                theirs("maven/org.ow2.asm/asm-commons", "byte-buddy.asm"),
                theirs("maven/org.snakeyaml/snakeyaml-engine", "snakeyaml-engine"), theirs("maven/info.picocli/picocli", "picocli"),
                theirs("maven/org.webjars.npm/d3", "d3"), theirs("maven/org.webjars.npm/uplot", "uplot"),
                theirs("npm/d3-flame-graph", "d3-flame-graph"));
        assertThat(bill.getAsJsonArray("components")).allMatch(component -> component.getAsJsonObject().has("licenses"));
    }

    @Test
    void theSourcesOfTheAgentAreThoseOfAllItsParts() throws Exception {
        Staged agent = Staged.of("page-consistency");

        assertThat(agent.entries("-sources.jar")).contains("io/pageconsistency/boot/Premain.java", "io/pageconsistency/agent/AgentMain.java",
                "io/pageconsistency/cli/Cli.java", "io/pageconsistency/recording/RecordingReader.java");
        assertThat(agent.entries("-javadoc.jar")).contains("io/pageconsistency/PageConsistency.html")
                .noneMatch(name -> name.startsWith("io/pageconsistency/agent/"));
    }

    private CloseableSession session(RepositorySystem system) {
        return new SessionBuilderSupplier(system).get().withLocalRepositoryBaseDirectories(empty).build();
    }

    private static Set<String> resolved(RepositorySystem system, CloseableSession session, String name) throws Exception {
        Dependency root = new Dependency(new DefaultArtifact(Staged.GROUP, name, "jar", Staged.VERSION), "compile");
        Set<String> names = new TreeSet<>();
        for (ArtifactResult result : system.resolveDependencies(session,
                new DependencyRequest(new CollectRequest(root, PUBLISHED), null)).getArtifactResults()) {
            names.add(result.getArtifact().getArtifactId());
        }
        return names;
    }

    private static String name(JsonElement component) {
        return component.getAsJsonObject().get("purl").getAsString().replaceFirst("\\?.*", "");
    }

    private static String ours(String name) {
        return "pkg:maven/" + Staged.GROUP + "/" + name + "@" + Staged.VERSION;
    }

    private static String theirs(String name, String property) {
        return "pkg:" + name + "@" + System.getProperty(property + ".version");
    }
}
