package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The class loader of an application that has ended must be collectable. Neither the record nor the reports of its faults may keep
 * it.
 */
@Tag("ends")
class UndeployedIT {
    private static final String POOLS = """
            pools:
              - name: deployed
                class: org.example.Deployment$Pool
                hand-out: take()
                take-back: give(ByteBuffer)
            """;

    private static void everyLoaderGoes(Jdk jdk, String options) throws IOException {
        Path pools = Build.newRun("pools").resolve("pools.yaml");
        Files.writeString(pools, POOLS);
        // Netty's own events, if it has any, would keep its class loader in the flight recorder.
        Finished run = Launch.of(jdk).with("-Dio.netty.jfr.enabled=false").agent(options + ",pools=" + pools)
                .classPath(Launch.programs().toString(), Launch.jars("netty"), Launch.jars("api")).run("org.example.Undeployed");
        run.exits(0);
        assertThat(run.out()).as(run.toString()).contains("LEFT 0 of 3");
        assertThat(run.agentLines()).as(run.toString()).filteredOn(line -> line.contains(" covers ")).hasSizeGreaterThanOrEqualTo(9);
        assertThat(run.agentLines()).as(run.toString()).anyMatch(line -> line.matches("at exit: [1-6] violations? .*"));
    }

    @Test
    void withAStackOfEachOperationAndMemoryInQuarantine() throws IOException {
        everyLoaderGoes(Launch.oldest(), "stacks=all,poison=all,quarantine=16m");
    }

    @Test
    void withWhatIsRecordedByDefault() throws IOException {
        everyLoaderGoes(Launch.newest(), "stacks=sampled");
    }
}
