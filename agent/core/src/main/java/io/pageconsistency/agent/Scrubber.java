package io.pageconsistency.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.ledger.Scan;

/**
 * Looks at the whole record again and again in the background, so that damage comes to light also where nobody allocates.
 *
 * <p>A round is spread over the interval in portions of so many regions that there are at most {@value #PORTIONS_A_SECOND}
 * wake-ups a second, and one a region where there are fewer. A word costs about a nanosecond: the record of a terabyte of
 * 8 KiB pages is looked through with some 20 ms of CPU in an interval.
 *
 * <p>A daemon thread of its own, not the pool's nor the ticker's, whose stacks must not wait for a long portion. It takes no
 * lock that anybody who allocates could wait for.
 */
final class Scrubber implements Runnable {
    private static final int PORTIONS_A_SECOND = 10;

    private final Ledger ledger;
    private final long interval;

    private Scrubber(Ledger ledger, Duration interval) {
        this.ledger = ledger;
        this.interval = interval.toNanos();
    }

    static Thread start(Ledger ledger, Duration interval) {
        Thread thread = new Thread(null, new Scrubber(ledger, interval), "page-consistency-scrub", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        while (true) {
            long end = System.nanoTime() + interval;
            try {
                round(end);
            } catch (Throwable e) {
                ledger.reports().swallow(e);
            }
            // However it ended, the next round does not begin before its time.
            pause(end);
        }
    }

    private void round(long end) {
        Scan scan = ledger.scan(Scan.Trigger.SCRUB);
        long most = Math.max(1, interval * PORTIONS_A_SECOND / TimeUnit.SECONDS.toNanos(1));
        int portion = (int) (scan.left() / most) + 1;
        while (scan.left() > 0) {
            long now = System.nanoTime();
            // As much of the time that is left as this portion is of the regions that are.
            pause(now + (end - now) / ((scan.left() - 1) / portion + 1));
            scan.next(portion);
        }
        scan.finish();
    }

    private static void pause(long until) {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            // A thread that stays interrupted cannot park.
            Thread.interrupted();
        }
    }
}
