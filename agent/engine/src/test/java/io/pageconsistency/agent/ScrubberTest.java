package io.pageconsistency.agent;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Validation;
import io.pageconsistency.background.Time;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.report.LedgerListener;

class ScrubberTest {
    private static final int REGIONS = 57;

    private final Ledger ledger = new Ledger();
    private final Object owner = new Object();
    private final Queue<Validation> validations = new ConcurrentLinkedQueue<>();
    private final ManualTime time = new ManualTime();
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
        scrubber = Scrubber.start(ledger, interval, Time.OF_THE_MACHINE);
        return scrubber;
    }

    /**
     * Runs the scrubber in this thread, without real waiting. The round after the given ones is ended as soon as it has started.
     */
    private void run(Duration interval, int rounds) {
        scrubber = new Scrubber(ledger, interval, time.after(interval.multipliedBy(rounds).plusNanos(1), () -> scrubber.end()));
        scrubber.run();
    }

    @Test
    void scansEverythingRepeatedly() {
        run(Duration.ofSeconds(60), 3);

        assertThat(validations).hasSize(3).allSatisfy(validation -> {
            assertThat(validation.getTrigger()).isEqualTo("scrub");
            assertThat(validation.getRegions()).isEqualTo(REGIONS);
            assertThat(validation.getWords()).as("eight pages each, four in a word").isEqualTo(2 * REGIONS);
        });
    }

    @Test
    void spreadsARoundOverTheInterval() {
        List<Duration> ends = new ArrayList<>();
        ledger.reports().add(new LedgerListener() {
            @Override
            public void validated(Validation validation) {
                ends.add(Duration.ofNanos(time.nanos()));
            }
        });

        run(Duration.ofSeconds(1), 3);

        assertThat(ends).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    @Test
    void isADaemonAndIgnoresInterrupts() {
        Thread thread = started(Duration.ofHours(24)).thread();

        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isNull();
        thread.interrupt();
        await().until(() -> !thread.isInterrupted());
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void continuesWithoutRegions() {
        ledger.regions().forEach(ledger::close);

        run(Duration.ofMillis(100), 2);

        assertThat(validations).hasSize(3).allMatch(validation -> validation.getWords() == 0);
    }
}
