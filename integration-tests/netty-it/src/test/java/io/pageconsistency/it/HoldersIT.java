package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The holders of memory of a real Netty server, asked while it runs and printed when it ends. */
class HoldersIT {
    private static final String ENDS = "io.pageconsistency.it.Platform#ends";
    private static final String KEEPER = "io.pageconsistency.workloads.HoldingService$Keeper.keep";

    @ParameterizedTest
    @MethodSource(ENDS)
    void memoryThatAHandlerKeepsIsListedAtItsCall(Platform platform) {
        Finished run = Java.of(platform).agent("stacks=all").run("HoldingService").exits(0).missedNothing();
        for (String whom : new String[] {"MANAGEMENT", "PROGRAM"}) {
            assertThat(run.out()).as(run.toString()).filteredOn(line -> line.startsWith(whom))
                    .as("nothing that lies in a cache, and no constant").containsExactly(
                            whom + " held 54 recorded 54 constant 1", whom + " netty-pooled 53 53 20480 " + KEEPER);
        }
        assertThat(run.out()).filteredOn(line -> line.startsWith("CONSTANTS netty-pooled")).hasSize(2)
                .anyMatch(line -> line.startsWith("CONSTANTS netty-pooled 1 1 40960 "));
        assertThat(run.err()).as(run.toString())
                .anyMatch(line -> line.matches("  still held    1.1 MiB in 54 pieces"))
                .anyMatch(line -> line.matches("  still held    1.0 MiB in 53 pieces, for up to .* \\(netty-pooled\\), by .*Keeper.keep.*"));
    }
}
