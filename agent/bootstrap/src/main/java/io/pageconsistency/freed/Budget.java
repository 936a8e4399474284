package io.pageconsistency.freed;

/**
 * A number of actions that may be done until the next {@link #refill}. The counting races on purpose: a lost update allows one
 * action more, which costs less than an atomic operation each time.
 */
public final class Budget {
    private final int most;
    private volatile int left;

    /** @param most the capacity; the budget begins full */
    public Budget(int most) {
        this.most = most;
        this.left = most;
    }

    public boolean hasLeft() {
        return left > 0;
    }

    public void spend() {
        left = left - 1;
    }

    public void refill(int more) {
        left = Math.min(most, Math.max(0, left) + more);
    }
}
