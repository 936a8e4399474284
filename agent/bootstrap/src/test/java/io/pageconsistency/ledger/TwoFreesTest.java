package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/**
 * Two threads free one handle at the same moment, ten thousand times: each time the compare-and-set of the take-back lets one
 * pass and finds the other. The claims and hand-outs in between are plain release stores, and lose nothing.
 */
@Timeout(600)
class TwoFreesTest {
    private static final int TIMES = 10_000;
    private static final long PAGE = 8_192;

    private final Ledger ledger = new Ledger();
    private final Region region = ledger.open("bench", this, new Geometry(1L << 32, 0, 64 * PAGE, PAGE, true), true);
    private final AtomicInteger found = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();
    /** Counts the arrivals of each thread at the rendezvous. */
    private final AtomicInteger meetings = new AtomicInteger();

    TwoFreesTest() {
        ledger.parties().mode(Share.OFF);
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                (violation.kind() == ViolationKind.DOUBLE_FREE ? found : others).incrementAndGet();
            }
        });
    }

    private void meet() {
        int both = (meetings.getAndIncrement() | 1) + 1;
        while (meetings.get() - both < 0) {
            Thread.yield();
        }
    }

    private void twiceEachTime(Runnable handOut, Runnable takeBack) throws InterruptedException {
        Thread other = new Thread(() -> {
            for (int i = 0; i < TIMES; i++) {
                meet();
                takeBack.run();
                meet();
            }
        });
        other.start();
        int wrong = 0;
        for (int i = 0; i < TIMES; i++) {
            handOut.run();
            meet();
            takeBack.run();
            meet();
            wrong += found.get() == i + 1 ? 0 : 1;
        }
        other.join();
        assertThat(wrong).as("times with none or two findings").isZero();
        assertThat(others.get()).isZero();
        assertThat(ledger.transfers().takeBacks()).isEqualTo(TIMES);
    }

    @Test
    void pages() throws InterruptedException {
        ledger.reserve(region, 4, 3);
        twiceEachTime(() -> ledger.handOut(region, 4, 3, 4 * PAGE, 3 * PAGE), () -> ledger.takeBack(region, 4, 3));
    }

    @Test
    void aSlot() throws InterruptedException {
        ledger.reserve(region, 9, 1);
        ledger.reserveSlot(region, 9, 1, 8, PAGE / 8, 5);
        twiceEachTime(() -> ledger.handOutSlot(region, 9, 1, 5, 9 * PAGE + 5 * PAGE / 8, PAGE / 8),
                () -> ledger.takeBackSlot(region, 9, 1, 5));
    }
}
