package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives of loaded classes. The virtual machine takes classes from them without asking an agent to weave the class files. */
@Tag("ends")
class ArchivesIT {
    /** The first JDK with a cache for ahead-of-time compiled code in the form used here. */
    private static final int AOT = 25;

    /** A launch with jars only, because classes from directories are not archived. */
    private static Launch launch(Platform jdk, Path service) {
        return Launch.of(jdk).optimizing().classPath(service.toString(), Launch.jars("netty"));
    }

    private static Path service() {
        return Jars.pack("service", Map.of(), "Service");
    }

    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void madeWithoutTheAgentAndUsedWithIt(Platform jdk) {
        Path service = service();
        Path archive = service.resolveSibling("app.jsa");
        Verdict.unharmed(launch(jdk, service).with("-XX:ArchiveClassesAtExit=" + archive).run("org.example.Service"));
        assertThat(archive).isNotEmptyFile();

        Verdict.healthy(launch(jdk, service).with("-XX:SharedArchiveFile=" + archive).agent().run("org.example.Service"));
        Verdict.broken(launch(jdk, service).with("-XX:SharedArchiveFile=" + archive).agent().run("org.example.Service", "broken"));
    }

    /**
     * A JDK does not write an archive while an agent is active, unless an option allows it. Then the archive contains woven
     * classes.
     */
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void madeWithTheAgent(Platform jdk) {
        Path service = service();
        Path archive = service.resolveSibling("app.jsa");
        String[] permission = {"-XX:+UnlockDiagnosticVMOptions", "-XX:+AllowArchivingWithJavaAgent"};
        Verdict.healthy(launch(jdk, service).with(permission).agent().with("-XX:ArchiveClassesAtExit=" + archive)
                .run("org.example.Service"));
        assertThat(archive).isNotEmptyFile();

        Verdict.healthy(launch(jdk, service).with(permission).agent().with("-XX:SharedArchiveFile=" + archive)
                .run("org.example.Service"));
        Verdict.broken(launch(jdk, service).with(permission).agent().with("-XX:SharedArchiveFile=" + archive)
                .run("org.example.Service", "broken"));
    }

    @Test
    void aCacheOfAotCode() {
        Platform jdk = Platform.newJdk(Platform.NEWEST_NETTY);
        assumeTrue(jdk.jdk().feature() >= AOT, "no -XX:AOTCacheOutput before " + AOT);
        Path service = service();
        Path cache = service.resolveSibling("app.aot");
        Verdict.unharmed(launch(jdk, service).with("-XX:AOTCacheOutput=" + cache).run("org.example.Service"));
        assertThat(cache).isNotEmptyFile();

        Verdict.healthy(launch(jdk, service).with("-XX:AOTCache=" + cache).agent().run("org.example.Service"));
        Verdict.broken(launch(jdk, service).with("-XX:AOTCache=" + cache).agent().run("org.example.Service", "broken"));
    }
}
