package io.pageconsistency.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.Scan;

/**
 * Looks at the whole record again and again in the background, so that damage comes to light also where nobody allocates.
 *
 * <p>A round is spread over the interval in portions of so many regions, or pieces of large ones, that there are at most
 * {@value #PORTIONS_A_SECOND} wake-ups a second, and one a piece where there are fewer. A word costs about a nanosecond: the
 * record of a terabyte of 8 KiB pages is looked through with some 20 ms of CPU in an interval.
 *
 * <p>A thread of its own, not the pool's nor the ticker's, whose stacks must not wait for a long portion. It takes no
 * lock that anybody who allocates could wait for, but where free memory is guarded, for as long as it takes to look at one piece.
 */
final class Scrubber extends Daemon {
    private static final int PORTIONS_A_SECOND = 10;

    private final Ledger ledger;
    private final long interval;

    Scrubber(Ledger ledger, Duration interval, Time time) {
        super("scrub", time);
        this.ledger = ledger;
        this.interval = interval.toNanos();
    }

    static Scrubber start(Ledger ledger, Duration interval, Time time) {
        Scrubber scrubber = new Scrubber(ledger, interval, time);
        scrubber.thread().setPriority(Thread.MIN_PRIORITY);
        scrubber.begin();
        return scrubber;
    }

    @Override
    public void run() {
        while (!isEnded()) {
            Deadline end = in(interval);
            try {
                round(end);
            } catch (Throwable e) {
                ledger.reports().swallow(e);
            }
            // However it ended, the next round does not begin before its time.
            pauseUntil(end);
        }
    }

    private void round(Deadline end) {
        Scan scan = ledger.scan(Scan.Trigger.SCRUB);
        long most = Math.max(1, interval * PORTIONS_A_SECOND / TimeUnit.SECONDS.toNanos(1));
        int portion = (int) (scan.left() / most) + 1;
        while (scan.left() > 0 && !isEnded()) {
            // As much of the time that is left as this portion is of the pieces that are.
            pauseUntil(in(end.left() / ((scan.left() - 1) / portion + 1)));
            scan.next(portion);
        }
        if (!isEnded()) {
            scan.finish();
        }
    }
}
