package io.pageconsistency.agent.instrument;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.pageconsistency.agent.instrument.symbols.ClassShape;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.report.PoolClasses;
import io.pageconsistency.tracking.TrackingGate;

/**
 * One copy of an allocator's library. Operations are recorded only for an accepted copy, and only after {@link Admission} has
 * admitted it.
 */
final class LibraryCopy extends Copy<AllocatorModule> {
    private final String prefix;
    private final Map<String, ClassShape> shapes;
    private BooleanSupplier demanded = () -> false;
    private volatile boolean suspended;
    private volatile String unread;
    /** Weak references, because an open gate refers to the class, and this object must not keep the class's loader reachable. */
    private final List<WeakReference<TrackingGate>> gates = new ArrayList<>();
    private int epoch;

    /**
     * @param shapes what the module's classes declare, by their names within the package
     * @param refusal why the copy is not covered; null if it is covered
     */
    LibraryCopy(AllocatorModule module, String prefix, String where, Map<String, ClassShape> shapes, String refusal) {
        super(module, where, refusal);
        this.prefix = prefix;
        this.shapes = shapes;
    }

    /** Sets what tells whether the hooks on demand are woven, too. Called before the copy is published. */
    LibraryCopy onDemand(BooleanSupplier whether) {
        demanded = whether;
        return this;
    }

    /** Returns the copy's package, with a dot at its end. */
    String home() {
        return prefix + module().home();
    }

    /** Returns the hooks to weave into a class of this copy. */
    List<WovenClass.Hook> hooks(WovenClass type) {
        List<WovenClass.Hook> hooks = type.hooks(shapes);
        if (demanded.getAsBoolean()) {
            hooks.addAll(type.onDemand());
        }
        return hooks;
    }

    /** Returns what a class declares, by its internal name; null if the class is not one of the module's. */
    ClassShape shape(String type) {
        int home = home().length();
        return type.length() > home && type.replace('/', '.').startsWith(home()) ? shapes.get(type.substring(home)) : null;
    }

    /** Returns why the pool's own books are not compared with the record; null if they are, or if the module knows none. */
    String unread() {
        return unread;
    }

    void unread(String reason) {
        unread = reason;
    }

    /** Registers the copy's packages, so that violations of the module name the caller of this copy. */
    void registerPackages(PoolClasses classes) {
        PoolClasses.Own own = classes.of(module().name());
        module().packages().forEach(each -> own.prefix(prefix + each));
        module().handingOn().forEach((each, methods) -> own.handingOn(prefix + each, methods));
    }

    @Override
    protected void onRefusal() {
        eachGate(gate -> gate.shut(epoch));
    }

    /** Opens the gate of the copy's owners if the copy is still accepted; shuts it otherwise. */
    synchronized void admit(TrackingGate gate, int now, Consumer<Object> adopter) {
        epoch = now;
        gates.removeIf(reference -> reference.refersTo(gate));
        gates.add(new WeakReference<>(gate));
        if (!isAccepted()) {
            gate.shut(now);
        } else if (!suspended) {
            gate.open(now, adopter);
        }
    }

    /** Records nothing until the copy is resumed. What was recorded before no longer accuses a party. */
    synchronized void suspend() {
        suspended = true;
        eachGate(TrackingGate::reconsider);
        gates.clear();
    }

    /** Makes the gates forget what they were given. */
    synchronized void leave() {
        eachGate(TrackingGate::reconsider);
        gates.clear();
    }

    void resume() {
        suspended = false;
    }

    boolean isSuspended() {
        return suspended;
    }

    private void eachGate(Consumer<TrackingGate> action) {
        for (WeakReference<TrackingGate> reference : gates) {
            TrackingGate gate = reference.get();
            if (gate != null) {
                action.accept(gate);
            }
        }
    }

    /** Whether every class of the copy has been woven. A class that has not been woven may or may not be loaded. */
    boolean isComplete() {
        return wovenTypes() == shapes.size();
    }

    /** Whether a class belongs to this copy and has not been woven. */
    boolean isUnwoven(Names.Match match) {
        return match.module() == module() && match.prefix().equals(prefix) && !isWoven(match.type().name());
    }

    ModuleStatus status(Checker checker) {
        String reason = refusal();
        int declared = reason == null ? shapes.size() : module().classes().size();
        return new ModuleStatus(module().name(), where(), declared, reason == null ? wovenTypes() : 0,
                reason == null && module().seen(checker), reason);
    }
}
