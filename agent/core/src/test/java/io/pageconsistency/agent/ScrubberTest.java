package io.pageconsistency.agent;

import static io.pageconsistency.agent.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Validation;
import io.pageconsistency.ledger.Geometry;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.LedgerListener;

class ScrubberTest {
    private static final int REGIONS = 57;

    private final Ledger ledger = new Ledger();
    private final Object owner = new Object();
    private final Queue<Validation> validations = new ConcurrentLinkedQueue<>();

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

    @Test
    void looksAtEverythingAgainAndAgain() {
        Scrubber.start(ledger, Duration.ofMillis(100));

        await().until(() -> validations.size() >= 3);
        assertThat(validations).allSatisfy(validation -> {
            assertThat(validation.getTrigger()).isEqualTo("scrub");
            assertThat(validation.getRegions()).isEqualTo(REGIONS);
            assertThat(validation.getWords()).isEqualTo(REGIONS);
        });
    }

    @Test
    void takesItsTime() {
        long start = System.nanoTime();

        Scrubber.start(ledger, Duration.ofMillis(300));

        await().until(() -> validations.size() >= 2);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(600).toNanos());
        assertThat(validations).allMatch(validation -> validation.getNanos() < Duration.ofMillis(300).toNanos());
    }

    @Test
    void keepsNoProgramFromEndingAndIsNotStoppedByAnybody() {
        Thread scrubber = Scrubber.start(ledger, Duration.ofHours(24)).thread();

        assertThat(scrubber.isDaemon()).isTrue();
        assertThat(scrubber.getContextClassLoader()).isNull();
        scrubber.interrupt();
        await().until(() -> !scrubber.isInterrupted());
        await().until(() -> scrubber.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void goesOnWhenNothingIsThereToBeLookedAt() {
        ledger.regions().forEach(ledger::close);

        Scrubber.start(ledger, Duration.ofMillis(100));

        await().until(() -> validations.size() >= 2);
        assertThat(validations).allMatch(validation -> validation.getWords() == 0);
    }
}
