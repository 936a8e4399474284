package io.pageconsistency.tracking;

import java.util.function.Consumer;

import io.pageconsistency.boot.OwnRights;

/**
 * Whether what happens to the owners of one class is recorded.
 *
 * <p>While only some of an allocator's classes are woven, or old frames of theirs are still being replaced, the record would
 * miss operations and then accuse a healthy pool. So regions begin only behind an open gate, and when it is shut those that
 * have begun are abandoned. An owner that has a region was let through: the gate costs a healthy operation nothing.
 *
 * <p>A gate belongs to its class for as long as that lives, over all agents that come and go. Thread-safe.
 */
public final class TrackingGate {
    private record Decision(int epoch, boolean open) {
    }

    private final TrackingGates gates;
    /**
     * What the regions of this gate's owners bear. Not the gate itself: the ledger may keep a region after its owner, and the gate
     * knows the owner's class.
     */
    private final Object mark = new Object();
    private volatile Decision decision;
    private volatile Consumer<Object> adopter;

    TrackingGate(TrackingGates gates) {
        this.gates = gates;
    }

    /**
     * Lets operations through.
     *
     * @param decided the epoch
     * @param adopts {@linkplain PoolRegions#adopted adopts} an owner whose beginning was not seen; null where nobody can
     */
    public void open(int decided, Consumer<Object> adopts) {
        adopter = adopts;
        decision = new Decision(decided, true);
        if (decided != gates.epoch().number()) {
            // Too late: an agent that is gone must not be kept by what it has given.
            adopter = null;
        }
    }

    /** Lets none through; from the return on, nothing is found about those that have come through. */
    public void shut(int decided) {
        decision = new Decision(decided, false);
        adopter = null;
        gates.abandonAllOf(this);
    }

    /** Like {@link #shut}, but the policy is asked again by the next who comes. */
    public void reconsider() {
        decision = null;
        adopter = null;
        gates.abandonAllOf(this);
    }

    boolean isOpen() {
        Decision made = decision;
        return made != null && made.open && made.epoch == gates.epoch().number();
    }

    /** Whether an operation is let through; asks the policy if nothing is decided. */
    boolean admits(Object owner) {
        return admits(owner.getClass());
    }

    /** The same for owners of a class. */
    boolean admits(Class<?> ownerType) {
        Decision made = decision;
        TrackingGates.Epoch now = gates.epoch();
        if (made == null || made.epoch != now.number()) {
            OwnRights.in(() -> {
                now.policy().asked(ownerType, this, now.number());
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
