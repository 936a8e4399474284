package io.pageconsistency.tracking;

import java.util.function.Consumer;

/**
 * The gates of all classes, and who decides about them. Thread-safe.
 *
 * <p>Each agent that comes is asked for its decision about a gate once; a decision of an earlier agent does not count.
 */
public final class Gates {
    /** Decides about gates. */
    public interface Keeper {
        /**
         * Somebody stands before a gate of which nothing has been decided.
         *
         * <p>Called on the thread of an operation, and again with the next one, until the gate has been opened or shut. The
         * pool's lock may be held.
         *
         * @param era what a decision has to be given with
         */
        void asked(Class<?> ownerType, Gate gate, int era);
    }

    /** @param number so that gates can tell keepers apart without keeping them alive */
    record Era(Keeper keeper, int number) {
    }

    /** Lets everybody in, as long as no agent says otherwise. */
    private static final Keeper OPEN_HOUSE = (ownerType, gate, era) -> gate.open(era, null);
    private static final Keeper NOBODY = (ownerType, gate, era) -> { };

    private final Consumer<Gate> abandon;
    private final ClassValue<Gate> all = new ClassValue<>() {
        @Override
        protected Gate computeValue(Class<?> type) {
            return new Gate(Gates.this);
        }
    };

    private volatile Era era = new Era(OPEN_HOUSE, 0);

    /** @param abandon gives up all that has begun behind a gate */
    Gates(Consumer<Gate> abandon) {
        this.abandon = abandon;
    }

    /**
     * Names who decides from now on; what was decided before is void, and so is what an earlier keeper decides yet.
     *
     * @return the number of the era
     */
    public synchronized int keeper(Keeper keeper) {
        int number = era.number + 1;
        era = new Era(keeper, number);
        return number;
    }

    /** Every gate is open until there is another keeper. */
    void openHouse() {
        keeper(OPEN_HOUSE);
    }

    /** Every gate is shut, at one stroke, until there is another keeper. */
    void shutAll() {
        keeper(NOBODY);
    }

    /** The gate that an owner stands before. */
    Gate of(Object owner) {
        return of(owner.getClass());
    }

    /** The gate of owners of a class, or of those that inherit what is woven into it. */
    Gate of(Class<?> ownerType) {
        return all.get(ownerType);
    }

    Era era() {
        return era;
    }

    void abandonAllOf(Gate gate) {
        abandon.accept(gate);
    }
}
