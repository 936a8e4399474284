package io.pageconsistency.agent.instrument;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.tracking.TrackingGate;
import io.pageconsistency.tracking.TrackingGates;

/**
 * Decides for each copy when its operations may be recorded. Recording starts once all loaded classes of the copy are woven. It
 * stops when a loaded class is found that is not woven.
 *
 * <p>A class can be loaded without the agent's transformer: another agent's transformer may load it, or a thread may be loading it
 * just when the agent starts. So a class counts as woven only if the transformer saw it. A copy with a loaded class that was not
 * seen waits until that class has been woven.
 *
 * <p>Operations ask under the pool's lock, but only until there is a decision. Thread-safe.
 */
final class Admission implements TrackingGates.GatePolicy {
    private final Instrumentation instrumentation;
    private final Weaver weaver;
    private final Checker checker;
    private volatile boolean begun;

    Admission(Instrumentation instrumentation, Weaver weaver, Checker checker) {
        this.instrumentation = instrumentation;
        this.weaver = weaver;
        this.checker = checker;
    }

    /** Admits copies from now on. All classes that were loaded before the agent have been retransformed in one step. */
    void begin() {
        begun = true;
    }

    @Override
    public void asked(Class<?> ownerType, TrackingGate gate, int epoch) {
        Names.Match match = weaver.find(ownerType.getName());
        if (match == null) {
            // A pool whose hooks are not woven in. The code that calls them decides what is recorded.
            gate.open(epoch, null);
            return;
        }
        LibraryCopy copy = weaver.copy(match, ownerType.getClassLoader(), ownerType.getProtectionDomain());
        if (!begun || copy.isSuspended()) {
            return;
        }
        if (!copy.isComplete() && hasEscaped(copy, ownerType.getClassLoader())) {
            copy.suspend();
            weaver.sweepSoon();
        } else {
            open(ownerType);
            copy.admit(gate, epoch, adopter(copy, ownerType));
        }
    }

    /** Whether a class of the copy is loaded but not woven. A class that is not loaded yet cannot do anything. */
    private boolean hasEscaped(LibraryCopy copy, ClassLoader loader) {
        for (Class<?> type : instrumentation.getInitiatedClasses(loader)) {
            Names.Match match = weaver.find(type.getName());
            if (match != null && type.getClassLoader() == loader && copy.isUnwoven(match)) {
                return true;
            }
        }
        return false;
    }

    /** The adopter is created when it is first needed: with {@code -javaagent} there are no regions to adopt. */
    private Consumer<Object> adopter(LibraryCopy copy, Class<?> ownerType) {
        return new Consumer<>() {
            private volatile Consumer<Object> made;

            @Override
            public void accept(Object owner) {
                Consumer<Object> adopter = made;
                if (adopter == null) {
                    adopter = OwnRights.in(() -> adopterNow(copy, ownerType));
                    made = adopter;
                }
                if (adopter != null) {
                    adopter.accept(owner);
                }
            }
        };
    }

    private Consumer<Object> adopterNow(LibraryCopy copy, Class<?> ownerType) {
        try {
            return copy.module().adopter(ownerType, checker);
        } catch (ReflectiveOperationException | RuntimeException e) {
            weaver.refuse(copy, ownerType.getName() + " cannot be read: " + e);
            return null;
        }
    }

    /**
     * Opens the package of an owner to the agent alone, if the library is a module that encapsulates it. The fields that tell where
     * an owner's memory is are not public.
     */
    void open(Class<?> ownerType) {
        Module module = ownerType.getModule();
        Module own = Admission.class.getModule();
        if (!module.isOpen(ownerType.getPackageName(), own)) {
            instrumentation.redefineModule(module, Set.of(), Map.of(), Map.of(ownerType.getPackageName(), Set.of(own)),
                    Set.of(), Map.of());
        }
    }
}
