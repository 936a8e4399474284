package io.pageconsistency.agent;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Validation;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.report.LedgerListener;

class ScrubberTest {
    private static final int REGIONS = 57;

    private final Ledger ledger = new Ledger();
    private final Object owner = new Object();
    private final Queue<Validation> validations = new ConcurrentLinkedQueue<>();
    private Scrubber scrubber;

    ScrubberTest() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void validated(Validation validation) {
                validations.add(validation);
            }
        });
        for (int i = 1; i <= REGIONS; i++) {
            ledger.open("test", owner, new Geometry(i * (1L << 32), 0, 64, 8, true), true);
        }
    }

    @AfterEach
    void end() {
        scrubber.end();
    }

    private Scrubber started(Duration interval) {
        scrubber = Scrubber.start(ledger, interval);
        return scrubber;
    }

    @Test
    void looksAtEverythingAgainAndAgain() {
        started(Duration.ofMillis(100));

        await().until(() -> validations.size() >= 3);
        assertThat(validations).allSatisfy(validation -> {
            assertThat(validation.getTrigger()).isEqualTo("scrub");
            assertThat(validation.getRegions()).isEqualTo(REGIONS);
            assertThat(validation.getWords()).as("eight pages each, four in a word").isEqualTo(2 * REGIONS);
        });
    }

    @Test
    void takesItsTime() {
        long start = System.nanoTime();

        started(Duration.ofMillis(300));

        await().until(() -> validations.size() >= 2);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(600).toNanos());
        // The pauses do not count. Looking may be interrupted by the system for as long as it likes, but not each time.
        await().until(() -> validations.stream().anyMatch(validation -> validation.getNanos() < Duration.ofMillis(100).toNanos()));
    }

    @Test
    void keepsNoProgramFromEndingAndIsNotStoppedByAnybody() {
        Thread thread = started(Duration.ofHours(24)).thread();

        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isNull();
        thread.interrupt();
        await().until(() -> !thread.isInterrupted());
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void goesOnWhenNothingIsThereToBeLookedAt() {
        ledger.regions().forEach(ledger::close);

        started(Duration.ofMillis(100));

        await().until(() -> validations.size() >= 2);
        assertThat(validations).allMatch(validation -> validation.getWords() == 0);
    }
}
