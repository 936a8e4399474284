package io.pageconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class StacksTest {
    private static final StackTraceElement POOL = new StackTraceElement("org.example.Pool", "free", "Pool.java", 7);

    private static StackTraceElement[] under(String type) {
        return Stacks.ofApplication(new StackTraceElement[] {new StackTraceElement(type, "any", "Any.java", 1), POOL});
    }

    /** The agent's frames are removed, whichever package a call passes through. */
    @Test
    void framesOfAllBootPackagesAreRemoved() throws Exception {
        Path classes = Path.of(PageConsistency.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(classes.resolve(PageConsistency.class.getPackageName().replace('.', '/')))) {
            List<String> packages = files.filter(Files::isDirectory).map(each -> each.getFileName().toString()).toList();
            assertThat(packages).contains("hooks").allSatisfy(name ->
                    assertThat(under("io.pageconsistency." + name + ".Any")).as(name).containsExactly(POOL));
        }
    }

    @Test
    void applicationFramesWithASimilarNameStay() {
        assertThat(under("io.pageconsistency.demo.Show")).hasSize(2);
        assertThat(under("io.pageconsistency.hooksmith.Pool")).hasSize(2);
    }
}
