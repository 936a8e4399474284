package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures in the platform's MBean server, for programs and for the exporter that Prometheus has. */
class ManagementIT {
    private static final List<String> FIGURES = List.of("Regions: 1", "PagesReserved: 20", "PagesHeld: 5",
            "AllocationCount: 2", "FreeCount: 1", "ViolationCount: 1", "SwallowedErrorCount: 0", "check: OK",
            "check: NOT_TRACKED");

    @TempDir
    private File directory;

    private Jvm run(List<String> options, String... arguments) throws Exception {
        return Jvm.run(directory, Managed.class, options, arguments);
    }

    private static String agent() {
        return "-javaagent:" + Jar.FILE + "=scrub=off";
    }

    /** Who asks for the server makes it; that must be the application, at its time. */
    @Test
    void nothingOfManagementIsTouchedUnlessSomebodyAsks() throws Exception {
        Jvm jvm = run(List.of("-javaagent:" + Jar.FILE + "=scrub=100ms", "-Xlog:class+load"), "silent");

        assertThat(jvm.status()).isZero();
        assertThat(jvm.out()).contains("nobody asked", "swallowed: 0")
                .anyMatch(line -> line.contains("io.pageconsistency.jvm.PlatformServer"))
                .noneMatch(line -> line.contains("java.lang.management.ManagementFactory")
                        || line.contains("javax.management.") || line.contains("agent.output.mbean.Registration"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:auto", "-Xverify:all", "-Dcom.sun.management.jmxremote.port=0"})
    void whoAsksFindsTheFigures(String option) throws Exception {
        Jvm jvm = run(Stream.concat(Stream.of(agent(), option), option.contains("port")
                ? Stream.of("-Dcom.sun.management.jmxremote.authenticate=false", "-Dcom.sun.management.jmxremote.ssl=false")
                : Stream.empty()).toList(), "ask");

        assertThat(jvm.status()).isZero();
        assertThat(jvm.out()).containsAll(FIGURES).contains("swallowed: 0")
                .anyMatch(line -> line.startsWith("validate: ") && line.contains("damaged=0") && line.contains("words=16"));
        assertThat(jvm.err()).noneMatch(line -> line.contains("no management figures"));
    }

    @Test
    void aRuntimeWithoutManagementIsCheckedAllTheSame() throws Exception {
        Jvm jvm = run(List.of(agent(), "--limit-modules", "java.base,java.instrument"), "silent");

        assertThat(jvm.status()).isZero();
        assertThat(jvm.out()).contains("nobody asked", "swallowed: 0");
        assertThat(jvm.err()).anyMatch(line -> line.contains("DOUBLE_FREE #1"))
                .noneMatch(line -> line.contains("no management figures"));
    }

    /** With the example of the documentation, and whichever of the two agents comes first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theExporterOfPrometheusTakesThemAsTheyAre(boolean first) throws Exception {
        // Whichever port is free when it begins to listen.
        String exporter = "-javaagent:" + System.getProperty("exporter.jar") + "=0:"
                + System.getProperty("exporter.configuration");

        Jvm jvm = run(first ? List.of(agent(), exporter) : List.of(exporter, agent()), "scrape");

        assertThat(jvm.status()).isZero();
        assertThat(jvm.out()).contains("swallowed: 0", "page_consistency_regions 1.0",
                "page_consistency_pages_reserved 20.0", "page_consistency_pages_held 5.0",
                "page_consistency_allocations_total 2.0", "page_consistency_frees_total 1.0",
                "page_consistency_violations_total 1.0", "page_consistency_follow_ups_total 0.0",
                "page_consistency_leaks_total 0.0", "page_consistency_suppressed_total 0.0", "page_consistency_validations_total 0.0",
                "page_consistency_untracked_operations_total 0.0", "page_consistency_swallowed_errors_total 0.0",
                "page_consistency_tracked_bytes 524288.0", "page_consistency_bitmap_bytes 128.0",
                "page_consistency_findings_total{kind=\"DOUBLE_FREE\"} 1.0",
                "page_consistency_findings_total{kind=\"LEAK\"} 0.0",
                "page_consistency_pool_regions{allocator=\"own\"} 1.0",
                "page_consistency_pool_page_count{allocator=\"own\"} 64.0",
                "page_consistency_pool_pages_held{allocator=\"own\"} 5.0",
                "# TYPE page_consistency_violations_total counter", "# TYPE page_consistency_pages_held gauge");
        assertThat(jvm.err()).noneMatch(line -> line.contains("no management figures"));
        dashboardShowsWhatIsThere(jvm.out());
    }

    private static void dashboardShowsWhatIsThere(List<String> scraped) throws Exception {
        Dashboard dashboard = Dashboard.read(Path.of(System.getProperty("exporter.dashboard")));
        dashboard.isSound();
        assertThat(scraped.stream().filter(line -> line.startsWith("page_consistency_")).map(line -> line.split("[{ ]")[0]))
                .containsAll(dashboard.metrics());
    }
}
