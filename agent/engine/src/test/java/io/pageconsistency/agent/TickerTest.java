package io.pageconsistency.agent;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.background.Time;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

class TickerTest {
    private static final Geometry PAGES = new Geometry(0, 0, 64, 8, false);

    private final Checker checker = new Checker();
    private final Ledger ledger = checker.ledger();
    private final Queue<Violation> found = new ConcurrentLinkedQueue<>();
    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unhooked = new AtomicInteger();
    private final AtomicInteger everySecond = new AtomicInteger();
    private final ManualTime time = new ManualTime();
    private Ticker ticker;

    TickerTest() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                found.add(violation);
            }
        });
    }

    @AfterEach
    void end() {
        ticker.end();
    }

    /** Runs the ticker in this thread, without real waiting. */
    private void run(Share stacks, Duration duration) {
        run(stacks, duration, notices::add);
    }

    private void run(Share stacks, Duration duration, Consumer<String> told) {
        ledger.parties().mode(stacks);
        ticker = new Ticker(checker, told, unhooked::incrementAndGet, everySecond::incrementAndGet,
                time.after(duration, () -> ticker.end()));
        ticker.run();
    }

    @Test
    void refillsTheBudgetOfStacks() {
        Object owner = new Object();
        Region region = ledger.open("test", owner, PAGES, true);
        do {
            useAndFreeTwice(region);
        } while (found.remove().freedBy() != null);

        run(Share.SAMPLED, Duration.ofMillis(100));

        useAndFreeTwice(region);
        assertThat(found.remove().freedBy()).isNotNull();
        assertThat(owner).isNotNull();
    }

    private void useAndFreeTwice(Region region) {
        ledger.handOut(region, 1, 1, 8, 8);
        ledger.takeBack(region, 1, 1);
        ledger.takeBack(region, 1, 1);
    }

    @Test
    void closesRegionsOfCollectedPools() {
        Region region = ledger.open("test", new Object(), PAGES, true);
        ledger.handOut(region, 1, 1, 8, 8);

        await().untilAsserted(() -> {
            System.gc();
            run(Share.OFF, Duration.ofSeconds(2));
            assertThat(found).extracting(Violation::kind).containsExactly(ViolationKind.LEAK);
        });
    }

    @Test
    void runsTheGivenTaskEverySecond() {
        run(Share.OFF, Duration.ofSeconds(6));
        assertThat(everySecond).hasValue(5);
        run(Share.SAMPLED, Duration.ofSeconds(6));
        assertThat(everySecond).hasValue(10);
    }

    @Test
    void isADaemonAndIgnoresInterrupts() {
        ticker = Ticker.start(checker, notices::add, unhooked::incrementAndGet, everySecond::incrementAndGet, Time.OF_THE_MACHINE);
        Thread thread = ticker.thread();

        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isNull();
        thread.interrupt();
        await().until(() -> !thread.isInterrupted());
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void saysThatSomethingCouldNotBeChecked() {
        ledger.reports().swallow(new OutOfMemoryError("the first"));
        ledger.reports().swallow(new OutOfMemoryError("the second"));

        run(Share.SAMPLED, Duration.ofSeconds(5));

        assertThat(notices).singleElement().asString().contains("the first");
        assertThat(unhooked).hasValue(0);
    }

    /** Like a JVM without free memory for the text. */
    @Test
    void repeatsANoticeThatFailed() {
        for (int i = 0; i < Ticker.TOLERATED_ERRORS; i++) {
            ledger.reports().swallow(new IllegalStateException("always"));
        }
        AtomicInteger tries = new AtomicInteger();

        run(Share.SAMPLED, Duration.ofSeconds(10), notice -> {
            // The first try of each notice fails; the second one succeeds.
            if (tries.getAndIncrement() % 2 == 0) {
                throw new OutOfMemoryError("provoked");
            }
            notices.add(notice);
        });

        assertThat(unhooked).hasValue(1);
        assertThat(notices).hasSize(2).last().asString().contains("NOTHING IS CHECKED ANY MORE");
    }

    @Test
    void removesTheHooksAfterTooManyErrors() {
        for (int i = 0; i < Ticker.TOLERATED_ERRORS; i++) {
            ledger.reports().swallow(new IllegalStateException("always"));
        }

        run(Share.SAMPLED, Duration.ofSeconds(5));

        assertThat(unhooked).hasValue(1);
        assertThat(notices).hasSize(2).last().asString().contains("NOTHING IS CHECKED ANY MORE");
    }
}
