package io.pageconsistency.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.demo.scenario.Scenarios;
import io.pageconsistency.demo.service.HttpService;
import io.pageconsistency.demo.service.Traffic;
import io.pageconsistency.junit.ExpectViolation;
import io.pageconsistency.junit.NoLeaks;
import io.pageconsistency.junit.PageConsistencyProbe;

/**
 * The service and the scenarios with the agent in this virtual machine: an example for {@code page-consistency-junit}. Any
 * violation fails the test in which it happens, without a line of code here.
 */
class CheckedIT {
    private static final int REQUESTS_EACH = 20;

    @Test
    @NoLeaks(graceMillis = 60_000)
    void theServiceGivesBackWhatItTakes() throws Exception {
        try (HttpService service = new HttpService(0)) {
            assertThat(new Traffic(service.uri()).send(REQUESTS_EACH).wrong()).isZero();
        }
    }

    /** A service without requests holds nothing, although connections are open. */
    @Test
    void theServiceHoldsNothingBetweenRequests(PageConsistencyProbe probe) throws Exception {
        try (HttpService service = new HttpService(0)) {
            long before = probe.allocations();
            new Traffic(service.uri()).send(REQUESTS_EACH);
            assertThat(probe.allocations()).isGreaterThan(before);
            probe.awaitReleased(Duration.ofMinutes(1));
            assertThat(probe.validate().getDamaged()).isZero();
        }
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void aRunFreedTwiceIsFound() {
        run("run-freed-twice");
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void aSlotFreedTwiceIsFound() {
        run("slot-freed-twice");
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_ALLOC)
    void aRunHandedOutTwiceIsFound() {
        run("run-handed-out-twice");
    }

    @Test
    @ExpectViolation(ViolationKind.REGION_CLOSED_IN_USE)
    void aChunkClosedInUseIsFound() {
        run("chunk-closed-in-use");
    }

    @Test
    @ExpectViolation(ViolationKind.BITMAP_CORRUPTION)
    void aFlippedBitIsFound() {
        run("flipped-bit");
    }

    private static void run(String scenario) {
        Scenarios.named(List.of(scenario)).get(0).run(remark -> { });
    }
}
