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
 * Decides for each copy when its operations may be recorded: from the moment all its loaded classes are woven, until one is
 * found that is not.
 *
 * <p>Who loads a class of an allocator inside a transformer of an agent may keep it from ours, and so does whoever was just
 * loading it when we came. So a class counts as woven only if it was seen, and a copy of which one is loaded and was not seen
 * has to wait until that has been made good.
 *
 * <p>Asked by operations, that is under the pool's lock, but only until it has decided. Thread-safe.
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

    /** Lets copies through from here on: what was loaded before the agent has been retransformed, all in one step. */
    void begin() {
        begun = true;
    }

    @Override
    public void asked(Class<?> ownerType, TrackingGate gate, int epoch) {
        Names.Match match = weaver.find(ownerType.getName());
        if (match == null) {
            // A pool whose hooks are not woven into it; whoever calls them knows.
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

    /** Whether a class of the copy is loaded that was not woven; one that is not loaded yet cannot do anything yet. */
    private boolean hasEscaped(LibraryCopy copy, ClassLoader loader) {
        for (Class<?> type : instrumentation.getInitiatedClasses(loader)) {
            Names.Match match = weaver.find(type.getName());
            if (match != null && type.getClassLoader() == loader && copy.isUnwoven(match)) {
                return true;
            }
        }
        return false;
    }

    /** Made when first needed: under {@code -javaagent} nobody is adopted. */
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

    /** To us alone, where the library is a module that keeps its package to itself: where an owner's memory lies is not public. */
    void open(Class<?> ownerType) {
        Module module = ownerType.getModule();
        Module own = Admission.class.getModule();
        if (!module.isOpen(ownerType.getPackageName(), own)) {
            instrumentation.redefineModule(module, Set.of(), Map.of(), Map.of(ownerType.getPackageName(), Set.of(own)),
                    Set.of(), Map.of());
        }
    }
}
