package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;

import io.pageconsistency.boot.OwnCode;
import io.pageconsistency.boot.OwnRights;

/**
 * Whether what happens to the owners of one class is recorded.
 *
 * <p>While only some of an allocator's classes are woven, or old frames of theirs are still being replaced, the record would
 * miss operations and then accuse a healthy pool. So regions begin only behind an open gate, and when it is shut those that
 * have begun are abandoned. An owner that has a region was let through: the gate costs a healthy operation nothing.
 *
 * <p>A gate belongs to its class for as long as that lives, over all agents that come and go. Each is asked for its decision
 * once; a decision of an earlier agent does not count. Thread-safe.
 */
public final class Gate {
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

    /** Lets everybody in, as long as no agent says otherwise. */
    private static final Keeper OPEN_HOUSE = (ownerType, gate, era) -> gate.open(era, null);
    private static final Keeper NOBODY = (ownerType, gate, era) -> { };

    private static final ClassValue<Gate> GATES = new ClassValue<>() {
        @Override
        protected Gate computeValue(Class<?> type) {
            return new Gate();
        }
    };

    /** @param number so that gates can tell keepers apart without keeping them alive */
    private record Era(Keeper keeper, int number) {
    }

    private record Decision(int era, boolean open) {
    }

    private static volatile Era era = new Era(OPEN_HOUSE, 0);

    /**
     * What the regions of this gate's owners bear. Not the gate itself: the ledger may keep a region after its owner, and the gate
     * knows the owner's class.
     */
    private final Object mark = new Object();
    private volatile Decision decision;
    private volatile Consumer<Object> adopter;

    private Gate() {
    }

    /**
     * Names who decides from now on; what was decided before is void, and so is what an earlier keeper decides yet.
     *
     * @param caller one of the agent's own classes
     * @return the number of the era
     */
    public static int keeper(MethodHandles.Lookup caller, Keeper keeper) {
        OwnCode.require(caller);
        return keeper(keeper);
    }

    private static synchronized int keeper(Keeper keeper) {
        int number = era.number + 1;
        era = new Era(keeper, number);
        return number;
    }

    /** Every gate is open until there is another keeper. */
    static void openHouse() {
        keeper(OPEN_HOUSE);
    }

    /** Every gate is shut, at one stroke, until there is another keeper. */
    static void shutAll() {
        keeper(NOBODY);
    }

    /** The gate that an owner stands before. */
    static Gate of(Object owner) {
        return of(owner.getClass());
    }

    /** The gate of owners of a class, or of those that inherit what is woven into it. */
    static Gate of(Class<?> ownerType) {
        return GATES.get(ownerType);
    }

    /**
     * Lets operations through.
     *
     * @param decided the era
     * @param adopts {@linkplain PoolHooks#adopted adopts} an owner whose beginning was not seen; null where nobody can
     */
    public void open(int decided, Consumer<Object> adopts) {
        adopter = adopts;
        decision = new Decision(decided, true);
        if (decided != era.number) {
            // Too late: an agent that is gone must not be kept by what it has given.
            adopter = null;
        }
    }

    /** Lets none through; from the return on, nothing is found about those that have come through. */
    public void shut(int decided) {
        decision = new Decision(decided, false);
        adopter = null;
        PoolHooks.abandonAllOf(this);
    }

    /** Like {@link #shut}, but the keeper is asked again by the next who comes. */
    public void reconsider() {
        decision = null;
        adopter = null;
        PoolHooks.abandonAllOf(this);
    }

    boolean isOpen() {
        Decision made = decision;
        return made != null && made.open && made.era == era.number;
    }

    /** Whether an operation is let through; asks the keeper if nothing is decided. */
    boolean admits(Object owner) {
        return admits(owner.getClass());
    }

    /** The same for owners of a class. */
    boolean admits(Class<?> ownerType) {
        Decision made = decision;
        Era now = era;
        if (made == null || made.era != now.number) {
            OwnRights.in(() -> {
                now.keeper.asked(ownerType, this, now.number);
                return null;
            });
        }
        return isOpen();
    }

    /** Identifies the gate, and keeps nothing alive. */
    Object mark() {
        return mark;
    }

    /** How an owner that is let through gets a region; null where there is no way. */
    Consumer<Object> adopter() {
        return adopter;
    }
}
