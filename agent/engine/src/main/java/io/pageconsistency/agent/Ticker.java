package io.pageconsistency.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.pageconsistency.Share;
import io.pageconsistency.background.Time;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;

/**
 * The agent's clock. It refills the budgets for sampling, releases the application's classes from recorded stacks, closes regions
 * whose pool was collected, drops the stacks of regions that ended, and reports errors of the agent that kept something from being
 * checked. After too many such errors it removes the hooks.
 *
 * <p>The budget is 1 000 stacks a second. A stack costs one to several microseconds, so the budget costs less than one percent of a
 * core. It is enough for a fresh stack of every place that allocates often, even in a program that allocates millions of times a
 * second. The budget is refilled in portions. A busy program uses a portion within microseconds, so portions spread the samples
 * over the second. To wake a thread costs 30 to 100 µs of processor time on a virtual machine, so there are twenty portions a
 * second and not a hundred. While no stacks are sampled the clock ticks once a second.
 *
 * <p>The thread never blocks, except in its own pauses.
 */
final class Ticker extends Daemon {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int STACKS_A_TICK = 50;
    /** How many buffer objects may be kept from reuse in a second. */
    private static final int HANDLES_A_SECOND = 1_000;
    /** The age at which a recorded stack releases its classes. Most stacks are overwritten or collected before that. */
    private static final Duration UNSETTLED = Duration.ofSeconds(5);
    /** Half a percent of a core. It suffices for some hundred stacks a second. */
    private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** How long a party of a region that ended is kept, for follow-ups that come late. */
    private static final long KEPT_SECONDS = 60;
    /** The number of errors after which the hooks are removed. */
    static final long TOLERATED_ERRORS = 1_000;

    private final Checker checker;
    private final Ledger ledger;
    private final Time time;
    private final Consumer<String> notices;
    private final Runnable unhook;
    private final Runnable everySecond;
    private long sinceSecond;
    private long seconds;
    private boolean errorReported;
    private boolean unhooked;

    /**
     * @param notices takes one line at the first swallowed error, and one when there were too many
     * @param unhook removes all hooks; called at most once
     * @param everySecond runs every second
     */
    Ticker(Checker checker, Consumer<String> notices, Runnable unhook, Runnable everySecond, Time time) {
        super("ticker", time);
        this.time = time;
        this.checker = checker;
        this.ledger = checker.ledger();
        this.notices = notices;
        this.unhook = unhook;
        this.everySecond = everySecond;
    }

    /** Creates and starts a ticker. The parameters are those of the constructor. */
    static Ticker start(Checker checker, Consumer<String> notices, Runnable unhook, Runnable everySecond, Time time) {
        Ticker ticker = new Ticker(checker, notices, unhook, everySecond, time);
        ticker.begin();
        return ticker;
    }

    @Override
    public void run() {
        for (long tick = pause(); !isEnded(); tick = pause()) {
            try {
                tick(tick);
            } catch (Throwable e) {
                ledger.reports().swallow(e);
            }
        }
    }

    /** @return the length of the pause, in nanoseconds */
    private long pause() {
        long tick = ledger.parties().mode() == Share.SAMPLED ? TICK_NANOS : SECOND_NANOS;
        pauseUntil(in(tick));
        return tick;
    }

    private void tick(long tick) {
        ledger.parties().refill(STACKS_A_TICK);
        checker.poison().tick(tick);
        // A running recording may have been changed to record single operations, or to stop that.
        ledger.observe();
        checker.bufferLives().tick((int) (HANDLES_A_SECOND * tick / SECOND_NANOS));
        checker.fences().tick(tick);
        sinceSecond += tick;
        if (sinceSecond >= SECOND_NANOS) {
            sinceSecond = 0;
            reportErrors();
            ledger.settle(time.now().minus(UNSETTLED), in(SETTLING_NANOS));
            ledger.regions().drainCollected();
            everySecond.run();
            if (++seconds % KEPT_SECONDS == 0) {
                checker.regions().purge();
                ledger.forgetParties(time.now().minusSeconds(KEPT_SECONDS));
            }
        }
    }

    /**
     * Reports errors of the agent. They are not reported where they are swallowed, because that is inside a call of the
     * application. If a report fails for lack of memory, it is repeated a second later.
     */
    private void reportErrors() {
        long errors = ledger.reports().swallowedErrors();
        if (!errorReported && errors != 0) {
            notices.accept("an error inside the agent was caught, and what it interrupted may not have been checked: "
                    + ledger.reports().firstSwallowedError() + "; further errors are counted");
            errorReported = true;
        }
        if (!unhooked && errors >= TOLERATED_ERRORS) {
            notices.accept("NOTHING IS CHECKED ANY MORE: after " + TOLERATED_ERRORS
                    + " errors inside the agent its hooks were taken out");
            unhooked = true;
            unhook.run();
        }
    }
}
