package io.pageconsistency.tracking;

import java.util.function.Consumer;

import io.pageconsistency.boot.OwnRights;

/**
 * Decides whether operations on the owners of one class are recorded.
 *
 * <p>While only some of an allocator's classes are woven, or threads still run their old code, the record would miss operations and
 * then cause false findings. So regions are opened only if the gate is open, and abandoned when it is shut. An owner with a region
 * has passed the gate before, so the gate costs a healthy operation nothing.
 *
 * <p>A gate lives as long as its class, across several agents one after the other. Thread-safe.
 */
public final class TrackingGate {
    private record Decision(int epoch, boolean open) {
    }

    private final TrackingGates gates;
    /**
     * The {@link Region#group} of this gate's regions. Not the gate itself, because the ledger may keep a region longer than its
     * owner, and the gate would keep the owner's class alive.
     */
    private final Object mark = new Object();
    private volatile Decision decision;
    private volatile Consumer<Object> adopter;

    TrackingGate(TrackingGates gates) {
        this.gates = gates;
    }

    /**
     * Opens the gate: operations are recorded.
     *
     * @param decided the epoch of the decision
     * @param adopts {@linkplain PoolRegions#adopted adopts} an owner whose creation was not seen; null if that is not possible
     */
    public void open(int decided, Consumer<Object> adopts) {
        adopter = adopts;
        decision = new Decision(decided, true);
        if (decided != gates.epoch().number()) {
            // The epoch has ended meanwhile: the adopter would keep a stopped agent alive.
            adopter = null;
        }
    }

    /** Shuts the gate and abandons its regions; after the return there are no findings about them. */
    public void shut(int decided) {
        decision = new Decision(decided, false);
        adopter = null;
        gates.abandonAllOf(this);
    }

    /** Like {@link #shut}, but the next operation asks the policy again. */
    public void reconsider() {
        decision = null;
        adopter = null;
        gates.abandonAllOf(this);
    }

    boolean isOpen() {
        Decision made = decision;
        return made != null && made.open && made.epoch == gates.epoch().number();
    }

    /** Whether an operation is recorded; asks the policy if there is no decision in this epoch. */
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

    /** Opens a region for an owner that has none; null if that is not possible. */
    Consumer<Object> adopter() {
        return adopter;
    }
}
