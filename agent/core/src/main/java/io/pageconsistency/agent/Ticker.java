package io.pageconsistency.agent;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.Parties;

/**
 * The agent's clock: pays the budget of recorded stacks in, looks after regions whose pool was collected, and says when an
 * error of ours has kept something from being checked.
 *
 * <p>Ten stacks every ten milliseconds are 1 000 a second: at the one to several microseconds a stack costs, less than one
 * percent of a core, and at a rate where a program that allocates millions of times a second still has a fresh stack of
 * every place that allocates often. Paid in small portions, because a portion is spent within microseconds of being paid:
 * a hundred moments a second are sampled, instead of one. Where nothing is sampled the clock ticks once a second.
 *
 * <p>A daemon thread that only ever parks: it keeps no program from ending.
 */
final class Ticker implements Runnable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int STACKS_A_TICK = 10;

    private final Ledger ledger;
    private final long tick;
    private final Consumer<String> notices;
    private long sinceSecond;
    private boolean errorTold;

    private Ticker(Ledger ledger, long tick, Consumer<String> notices) {
        this.ledger = ledger;
        this.tick = tick;
        this.notices = notices;
    }

    /** @param notices takes one line, when the first error was swallowed */
    static Thread start(Ledger ledger, Parties.Mode stacks, Consumer<String> notices) {
        Ticker ticker = new Ticker(ledger, stacks == Parties.Mode.SAMPLED ? TICK_NANOS : SECOND_NANOS, notices);
        Thread thread = new Thread(null, ticker, "page-consistency-ticker", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        while (true) {
            LockSupport.parkNanos(tick);
            // A thread that stays interrupted cannot park.
            Thread.interrupted();
            try {
                tick();
            } catch (Throwable e) {
                ledger.reports().swallow(e);
            }
        }
    }

    private void tick() {
        ledger.parties().refill(STACKS_A_TICK);
        sinceSecond += tick;
        if (sinceSecond >= SECOND_NANOS) {
            sinceSecond = 0;
            tellOfErrors();
            ledger.drainCollected();
        }
    }

    /** Not where it is swallowed: that is inside the application's call. */
    private void tellOfErrors() {
        if (!errorTold && ledger.reports().swallowedErrors() != 0) {
            errorTold = true;
            notices.accept("an error inside the agent was kept from the application, what it interrupted may not have been"
                    + " checked: " + ledger.reports().firstSwallowedError() + "; further ones are counted");
        }
    }
}
