package io.pageconsistency.tracking;

import java.util.function.Consumer;

/**
 * The gates of all classes, and the policy that decides about them. Thread-safe.
 *
 * <p>A decision about a gate holds for one epoch, that is, for the life of one agent.
 */
public final class TrackingGates {
    /** Decides about gates. */
    public interface GatePolicy {
        /**
         * An operation has met a gate without a decision.
         *
         * <p>Called on the thread of the operation, and again with the next one, until the gate is opened or shut. The pool's lock
         * may be held.
         *
         * @param epoch the number to pass to {@link TrackingGate#open} or {@link TrackingGate#shut}
         */
        void asked(Class<?> ownerType, TrackingGate gate, int epoch);
    }

    /** @param number identifies the policy for the gates, without keeping it alive */
    record Epoch(GatePolicy policy, int number) {
    }

    /** Opens every gate; the policy without an agent. */
    private static final GatePolicy OPEN_HOUSE = (ownerType, gate, epoch) -> gate.open(epoch, null);
    private static final GatePolicy NOBODY = (ownerType, gate, epoch) -> { };

    private final Consumer<TrackingGate> abandon;
    private final ClassValue<TrackingGate> all = new ClassValue<>() {
        @Override
        protected TrackingGate computeValue(Class<?> type) {
            return new TrackingGate(TrackingGates.this);
        }
    };

    private volatile Epoch epoch = new Epoch(OPEN_HOUSE, 0);

    /** @param abandon abandons all regions of a gate */
    TrackingGates(Consumer<TrackingGate> abandon) {
        this.abandon = abandon;
    }

    /**
     * Begins an epoch with a new policy. Earlier decisions become void, and so do later decisions of an earlier policy.
     *
     * @return the number of the epoch
     */
    public synchronized int policy(GatePolicy policy) {
        int number = epoch.number + 1;
        epoch = new Epoch(policy, number);
        return number;
    }

    /** Begins an epoch in which every gate is open. */
    void openHouse() {
        policy(OPEN_HOUSE);
    }

    /** Begins an epoch in which no gate is open. */
    void shutAll() {
        policy(NOBODY);
    }

    /** The gate of an owner. */
    TrackingGate of(Object owner) {
        return of(owner.getClass());
    }

    /** The gate of the owners of a class. */
    TrackingGate of(Class<?> ownerType) {
        return all.get(ownerType);
    }

    Epoch epoch() {
        return epoch;
    }

    void abandonAllOf(TrackingGate gate) {
        abandon.accept(gate);
    }
}
