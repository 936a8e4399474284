package io.pageconsistency.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.pageconsistency.background.Deadline;
import io.pageconsistency.background.Time;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.Scan;

/**
 * Scans the whole record again and again in the background, so that damage is found even if the program does not allocate.
 *
 * <p>A round is spread over the interval. It is divided into portions of several pieces; a piece is a region or a part of a large
 * one. Portions are as large as needed for at most {@value #PORTIONS_A_SECOND} wake-ups a second. With few pieces there is one
 * wake-up for each. A word of the record costs about a nanosecond, so a scan of the record of one terabyte in 8 KiB pages costs
 * about 20 ms of CPU time in each interval.
 *
 * <p>The scrubber has a thread of its own. It cannot use the ticker's thread, because the recording of stacks must not wait for a
 * long portion. It takes a lock that an allocating thread may wait for only if free memory is guarded, and only while it scans one
 * piece.
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
            // Even after a failure the next round does not begin early.
            pauseUntil(end);
        }
    }

    private void round(Deadline end) {
        Scan scan = ledger.scan(Scan.Trigger.SCRUB);
        long most = Math.max(1, interval * PORTIONS_A_SECOND / TimeUnit.SECONDS.toNanos(1));
        int portion = (int) (scan.left() / most) + 1;
        while (scan.left() > 0 && !isEnded()) {
            // Waits the fraction of the remaining time that this portion is of the remaining pieces.
            pauseUntil(in(end.left() / ((scan.left() - 1) / portion + 1)));
            scan.next(portion);
        }
        if (!isEnded()) {
            scan.finish();
        }
    }
}
