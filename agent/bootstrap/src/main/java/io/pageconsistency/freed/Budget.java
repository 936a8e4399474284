package io.pageconsistency.freed;

/**
 * How much may be done before the next payment. Counting races on purpose: a lost step lets one more through, which costs less than an
 * atomic operation each time.
 */
public final class Budget {
    private final int most;
    private volatile int left;

    /** @param most how much can be saved up; what there is to begin with */
    public Budget(int most) {
        this.most = most;
        this.left = most;
    }

    public boolean isThere() {
        return left > 0;
    }

    public void pay() {
        left = left - 1;
    }

    public void refill(int more) {
        left = Math.min(most, Math.max(0, left) + more);
    }
}
