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
 * One copy of an allocator's library. Only of an accepted copy is anything recorded, and only {@linkplain Admission once} it has
 * been admitted.
 */
final class LibraryCopy extends Copy<AllocatorModule> {
    private final String prefix;
    private final Map<String, ClassShape> shapes;
    private BooleanSupplier demanded = () -> false;
    private volatile boolean suspended;
    private volatile String unread;
    /** Weakly, because an open gate knows the class, and this is not to keep its loader alive. */
    private final List<WeakReference<TrackingGate>> gates = new ArrayList<>();
    private int epoch;

    /**
     * @param shapes what the module's classes declare, by their names within the package
     * @param refusal why the copy is not covered; null when it is
     */
    LibraryCopy(AllocatorModule module, String prefix, String where, Map<String, ClassShape> shapes, String refusal) {
        super(module, where, refusal);
        this.prefix = prefix;
        this.shapes = shapes;
    }

    /** Before others see it: tells whether that is woven as well which is woven on demand. */
    LibraryCopy onDemand(BooleanSupplier whether) {
        demanded = whether;
        return this;
    }

    /** The copy's package, with a dot at its end. */
    String home() {
        return prefix + module().home();
    }

    /** What is to be woven into a class of this copy. */
    List<WovenClass.Hook> hooks(WovenClass type) {
        List<WovenClass.Hook> hooks = type.hooks(shapes);
        if (demanded.getAsBoolean()) {
            hooks.addAll(type.onDemand());
        }
        return hooks;
    }

    /** What a class declares, by its internal name; null if it is none of the module's. */
    ClassShape shape(String type) {
        int home = home().length();
        return type.length() > home && type.replace('/', '.').startsWith(home()) ? shapes.get(type.substring(home)) : null;
    }

    /** Why the pool's own books are not compared with the record; null when they are, or when the module knows none. */
    String unread() {
        return unread;
    }

    void unread(String reason) {
        unread = reason;
    }

    /** Has violations of the module name who called this copy. */
    void nameCallers(PoolClasses classes) {
        PoolClasses.Own own = classes.of(module().name());
        module().packages().forEach(each -> own.prefix(prefix + each));
        module().handingOn().forEach((each, methods) -> own.handingOn(prefix + each, methods));
    }

    @Override
    protected void onRefusal() {
        eachGate(gate -> gate.shut(epoch));
    }

    /** Opens the gate before the copy's owners, if the copy is still accepted, and shuts it otherwise. */
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

    /** Nothing is recorded until the copy is resumed; what has been, accuses nobody any more. */
    synchronized void suspend() {
        suspended = true;
        eachGate(TrackingGate::reconsider);
        gates.clear();
    }

    /** The gates let go of what they were given. */
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

    /** Whether every class that the copy has has been woven; one that is not may be loaded or not. */
    boolean isComplete() {
        return wovenTypes() == shapes.size();
    }

    /** Whether a class is this copy's, and has not been woven. */
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
