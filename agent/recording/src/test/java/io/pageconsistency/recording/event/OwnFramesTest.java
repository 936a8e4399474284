package io.pageconsistency.recording.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.pageconsistency.PageConsistency;

/** Which frames belong to the agent. */
class OwnFramesTest {
    private static final Path ROOT = Path.of("io", "pageconsistency");

    /** Calls of a described pool, or of a pool that uses the API, enter the agent through other packages than calls of Netty do. */
    @Test
    void everyPackageOnTheBootClassPathIsTheAgents() throws IOException, URISyntaxException {
        Path ledger = Path.of(PageConsistency.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> packages;
        if (Files.isDirectory(ledger)) {
            packages = packages(ledger.resolve(ROOT));
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + ledger.toUri()), Map.of())) {
                packages = packages(jar.getPath(ROOT.toString()));
            }
        }

        assertThat(packages).hasSizeGreaterThan(3).contains("pools")
                .allMatch(name -> isOfTheAgent("io.pageconsistency." + name + ".Any"));
    }

    private static boolean isOfTheAgent(String type) {
        return new Frame(type, "any", "Any.java", 1).isOfTheAgent();
    }

    private static List<String> packages(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(Files::isDirectory).map(each -> each.getFileName().toString().replace("/", "")).toList();
        }
    }

    @Test
    void otherPackagesWithASimilarNameAreNotTheAgents() {
        assertThat(List.of("io.pageconsistency.demo.Show", "io.pageconsistency.agentless.Pool", "io.netty.buffer.PoolArena"))
                .noneMatch(OwnFramesTest::isOfTheAgent);
    }
}
