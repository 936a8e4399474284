package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Netty as bundles of a real OSGi framework. By default its class loaders show a bundle no class of the boot class path. */
@Tag("ends")
class OsgiIT {
    private static final String DELEGATION = "org.osgi.framework.bootdelegation=io.pageconsistency.*";

    static Stream<Arguments> frameworks() {
        return Launch.jdks().flatMap(jdk -> Stream.of("felix", "equinox").map(name -> Arguments.arguments(jdk, name)));
    }

    @ParameterizedTest
    @MethodSource("frameworks")
    void bundlesAreCoveredWithoutAnyConfiguration(Platform jdk, String framework) {
        Verdict.healthy(run(Launch.of(jdk).agent(), framework));
        Verdict.broken(run(Launch.of(jdk).agent(), framework, "org.example.broken=true"));
    }

    /** Users had to configure boot delegation for other agents. All woven classes are verified here. */
    @ParameterizedTest
    @MethodSource("frameworks")
    void alsoWithBootDelegation(Platform jdk, String framework) {
        Verdict.broken(run(Launch.of(jdk).with("-Xverify:all").agent(), framework, "org.example.broken=true", DELEGATION));
    }

    /** A bundle whose operation is refused gets an exception whose class it cannot see. */
    @Test
    void alsoWhereViolationsAreThrown() {
        Finished run = run(Launch.of(Launch.newest()).agent("on-violation=throw"), "felix", "org.example.broken=true");
        assertThat(run.exit()).as(run.toString()).isNotZero();
        assertThat(run.out()).contains("SERVED buffers=19997 sum=199930006").doesNotContain("BROKEN");
        assertThat(run.err()).anyMatch(line -> line.contains("io.pageconsistency.PageConsistencyError: DOUBLE_FREE"));
    }

    private static Finished run(Launch launch, String framework, String... properties) {
        List<String> arguments = new ArrayList<>(List.of("org.osgi.framework.storage=DIR/storage"));
        arguments.addAll(List.of(properties));
        arguments.add(Launch.jar("netty", "netty-common-").toString());
        arguments.add(Launch.jar("netty", "netty-buffer-").toString());
        arguments.add(bundle());
        return launch.classPath(Launch.programs().toString(), Launch.jars(framework))
                .run("org.example.Framework", arguments.toArray(String[]::new));
    }

    private static String bundle() {
        return Jars.pack("service-bundle", Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "org.example.service",
                "Bundle-Version", "1.0.0", "Bundle-Activator", "org.example.Activator",
                "Import-Package", "io.netty.buffer,org.osgi.framework"), "Service", "Activator").toString();
    }
}
