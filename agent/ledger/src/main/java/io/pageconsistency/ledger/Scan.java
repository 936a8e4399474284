package io.pageconsistency.ledger;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import io.pageconsistency.Operation;
import io.pageconsistency.Validation;

/**
 * One look at every word of the record, region by region, at whatever pace its owner goes.
 *
 * <p>Each word is read at one instant, both bitmaps at once, so what other threads do meanwhile never looks like damage.
 * Regions that end before their turn are left out: their end has looked at them.
 *
 * <p>For one thread.
 */
public final class Scan {
    /** Why the record is looked at. */
    public enum Trigger { DEMAND, SCRUB }

    private record Outcome(String getTrigger, int getRegions, long getWords, int getDamaged, long getNanos)
            implements Validation {
    }

    private final Trigger trigger;
    private final Judge judge;
    private final Reports reports;
    private final Iterator<Region> regions;
    private int left;
    private int scanned;
    private long words;
    private int damaged;
    private long nanos;

    Scan(Trigger trigger, List<Region> regions, Judge judge, Reports reports) {
        this.trigger = trigger;
        this.judge = judge;
        this.reports = reports;
        this.regions = regions.iterator();
        left = regions.size();
    }

    /** How many regions are still to be looked at. */
    public int left() {
        return left;
    }

    /** Looks at some regions more; what is damaged is healed and reported. */
    public void next(int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count && regions.hasNext(); i++) {
            left--;
            Region region = regions.next();
            if (region.isOpen()) {
                scanned++;
                words += region.words();
                damaged += judge.heal(region, Operation.SCAN);
            }
        }
        nanos += System.nanoTime() - start;
    }

    /** Looks at all that is left, and tells the listeners what the whole came to. */
    public Validation finish() {
        next(left);
        Validation validation = new Outcome(trigger.name().toLowerCase(Locale.ROOT), scanned, words, damaged, nanos);
        reports.validated(validation);
        return validation;
    }
}
