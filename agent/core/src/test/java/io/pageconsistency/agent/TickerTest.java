package io.pageconsistency.agent;

import static io.pageconsistency.agent.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Geometry;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.LedgerListener;
import io.pageconsistency.ledger.Parties;
import io.pageconsistency.ledger.Region;

class TickerTest {
    private static final Geometry PAGES = new Geometry(0, 0, 64, 8, false);

    private final Ledger ledger = new Ledger();
    private final Queue<Violation> found = new ConcurrentLinkedQueue<>();
    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unhooked = new AtomicInteger();
    private final AtomicInteger everySecond = new AtomicInteger();

    TickerTest() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                found.add(violation);
            }
        });
    }

    @Test
    void paysTheBudgetOfStacksIn() {
        Object owner = new Object();
        Region region = ledger.open("test", owner, PAGES, true);
        do {
            useAndFreeTwice(region);
        } while (found.remove().freedBy() != null);

        Ticker.start(ledger, Parties.Mode.SAMPLED, notices::add, unhooked::incrementAndGet, everySecond::incrementAndGet);

        await().untilAsserted(() -> {
            useAndFreeTwice(region);
            assertThat(found.remove().freedBy()).isNotNull();
        });
        assertThat(owner).isNotNull();
    }

    private void useAndFreeTwice(Region region) {
        ledger.handOut(region, 1, 1, 8, 8);
        ledger.takeBack(region, 1, 1);
        ledger.takeBack(region, 1, 1);
    }

    @Test
    void looksAfterCollectedPools() {
        Region region = ledger.open("test", new Object(), PAGES, true);
        ledger.handOut(region, 1, 1, 8, 8);

        Ticker.start(ledger, Parties.Mode.OFF, notices::add, unhooked::incrementAndGet, everySecond::incrementAndGet);

        await().untilAsserted(() -> {
            System.gc();
            assertThat(found).extracting(Violation::kind).containsExactly(ViolationKind.LEAK);
        });
        assertThat(everySecond).hasPositiveValue();
    }

    @Test
    void keepsNoProgramFromEndingAndIsNotStoppedByAnybody() {
        Thread ticker = Ticker.start(ledger, Parties.Mode.SAMPLED, notices::add, unhooked::incrementAndGet, everySecond::incrementAndGet).thread();

        assertThat(ticker.isDaemon()).isTrue();
        assertThat(ticker.getContextClassLoader()).isNull();
        ticker.interrupt();
        await().until(() -> !ticker.isInterrupted());
        await().until(() -> ticker.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void saysThatSomethingCouldNotBeChecked() {
        ledger.reports().swallow(new OutOfMemoryError("the first"));
        ledger.reports().swallow(new OutOfMemoryError("the second"));

        Ticker.start(ledger, Parties.Mode.SAMPLED, notices::add, unhooked::incrementAndGet, everySecond::incrementAndGet);

        await().untilAsserted(() -> assertThat(notices).singleElement().asString().contains("the first"));
        assertThat(unhooked).hasValue(0);
    }

    @Test
    void hasHooksThatKeepFailingTakenOut() {
        for (int i = 0; i < Ticker.TOLERATED_ERRORS; i++) {
            ledger.reports().swallow(new IllegalStateException("always"));
        }

        Ticker.start(ledger, Parties.Mode.SAMPLED, notices::add, unhooked::incrementAndGet, everySecond::incrementAndGet);

        await().untilAsserted(() -> assertThat(unhooked).hasValue(1));
        assertThat(notices).hasSize(2).last().asString().contains("NOTHING IS CHECKED ANY MORE");
    }
}
