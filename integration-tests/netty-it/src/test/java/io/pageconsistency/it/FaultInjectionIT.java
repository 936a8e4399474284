package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The record itself is damaged a thousand times and in every way, while a healthy program uses it. */
@Tag("ends")
class FaultInjectionIT {
    private static final int FAULTS = 1_009;

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void everyFaultIsFoundOnceAndTheLoadIsNotAccused(Platform platform) {
        Finished run = Java.of(platform).optimizing().agent("scrub=100ms").recorded().run("FaultInjection", "faults=" + FAULTS).exits(0);

        run.missedNothing().outcome("faults", FAULTS).outcome("missed", 0).outcome("unexpected", 0)
                .outcome("violations", FAULTS).outcome("followUps", 0).outcome("pagesHeld", 0);
        // If this Netty loses runs, the agent must report these here as well.
        run.outcome("healthyReported", run.outcome("leaks"));
        assertThat(Integer.parseInt(run.outcome("leaks"))).matches(leaks -> leaks == 0 || platform.losesRuns());
        run.outcome("besideTheLoad", FAULTS);
        assertThat(run.recording().of("Validation")).extracting(event -> event.getString("trigger"))
                .contains("demand", "scrub");
    }
}
