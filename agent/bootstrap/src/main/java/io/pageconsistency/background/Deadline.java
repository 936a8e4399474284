package io.pageconsistency.background;

/** A point in time until which to wait. Immutable. */
public final class Deadline {
    private final Time time;
    private final long end;

    private Deadline(Time time, long end) {
        this.time = time;
        this.end = end;
    }

    public static Deadline in(Time time, long nanos) {
        return new Deadline(time, time.nanos() + nanos);
    }

    /** The remaining nanoseconds; 0 or less if the deadline has passed. */
    public long left() {
        return end - time.nanos();
    }

    public boolean isOver() {
        return left() <= 0;
    }

    /** Parks for the remaining time, but at most for so many nanoseconds. */
    public void park(long most) {
        long left = Math.min(left(), most);
        if (left > 0) {
            time.park(left);
        }
    }
}
