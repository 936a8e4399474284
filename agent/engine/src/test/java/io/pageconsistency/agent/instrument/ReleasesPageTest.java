package io.pageconsistency.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that {@code docs/netty-releases.md} says what is found in released jars. This test checks a sample; the profile
 * {@code releases} checks all.
 */
class ReleasesPageTest {
    static final Path PAGE = Path.of("../../docs/netty-releases.md");

    @ParameterizedTest
    @CsvSource({
        "netty-buffer, 4.1.52", "netty-buffer, 4.1.61", "netty-buffer, 4.1.95", "netty-buffer, 4.1.111", "netty-buffer, 4.1.122",
        "netty-buffer, 4.1.130", "netty-buffer, 4.1.140", "netty-buffer, 4.2.0", "netty-buffer, 4.2.3", "netty-buffer, 4.2.7",
        "netty-buffer, 4.2.10", "netty-buffer, 4.2.20", "netty-transport, 4.1.52", "netty-transport, 4.1.138", "netty-transport, 4.1.140",
        "netty-transport, 4.2.0", "netty-transport, 4.2.20", "netty-common, 4.1.52", "netty-common, 4.1.111", "netty-common, 4.1.122",
        "netty-common, 4.1.130", "netty-common, 4.1.140", "netty-common, 4.2.0", "netty-common, 4.2.3", "netty-common, 4.2.7",
        "netty-common, 4.2.10", "netty-common, 4.2.20"})
    void saysWhatIsWoven(String artifact, String release) throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        for (AllocatorModule module : HookTable.MODULES.get(artifact)) {
            assertThat(HookTable.said(page, module.name(), release)).as("%s in %s", module.name(), release)
                    .isEqualTo(HookTable.cells(module, Libraries.jar(artifact + "-" + release + ".Final")));
        }
    }
}
