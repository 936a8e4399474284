package io.pageconsistency.tracking;

import java.util.function.Consumer;

/**
 * The gates of all classes, and who decides about them. Thread-safe.
 *
 * <p>Each agent that comes is asked for its decision about a gate once; a decision of an earlier agent does not count.
 */
public final class TrackingGates {
    /** Decides about gates. */
    public interface GatePolicy {
        /**
         * Somebody stands before a gate of which nothing has been decided.
         *
         * <p>Called on the thread of an operation, and again with the next one, until the gate has been opened or shut. The
         * pool's lock may be held.
         *
         * @param epoch what a decision has to be given with
         */
        void asked(Class<?> ownerType, TrackingGate gate, int epoch);
    }

    /** @param number so that gates can tell keepers apart without keeping them alive */
    record Epoch(GatePolicy policy, int number) {
    }

    /** Lets everybody in, as long as no agent says otherwise. */
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

    /** @param abandon gives up all that has begun behind a gate */
    TrackingGates(Consumer<TrackingGate> abandon) {
        this.abandon = abandon;
    }

    /**
     * Names who decides from now on; what was decided before is void, and so is what an earlier policy decides yet.
     *
     * @return the number of the epoch
     */
    public synchronized int policy(GatePolicy policy) {
        int number = epoch.number + 1;
        epoch = new Epoch(policy, number);
        return number;
    }

    /** Every gate is open until there is another policy. */
    void openHouse() {
        policy(OPEN_HOUSE);
    }

    /** Every gate is shut, at one stroke, until there is another policy. */
    void shutAll() {
        policy(NOBODY);
    }

    /** The gate that an owner stands before. */
    TrackingGate of(Object owner) {
        return of(owner.getClass());
    }

    /** The gate of owners of a class, or of those that inherit what is woven into it. */
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
