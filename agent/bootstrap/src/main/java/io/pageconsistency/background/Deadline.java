package io.pageconsistency.background;

/** A moment to come. Immutable. */
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

    /** How many nanoseconds there are left; 0 or less if it has come. */
    public long left() {
        return end - time.nanos();
    }

    public boolean isOver() {
        return left() <= 0;
    }

    /** Waits for a while of what is left, at most so long. */
    public void park(long most) {
        long left = Math.min(left(), most);
        if (left > 0) {
            time.park(left);
        }
    }
}
