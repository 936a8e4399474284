package io.pageconsistency.agent.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.pageconsistency.background.AgentThread;
import io.pageconsistency.boot.OwnRights;

/**
 * Applies edits to classes that are being loaded and to loaded classes, and removes them again. Thread-safe.
 *
 * <p>This is the agent's only class file transformer. It never throws into the code that loads a class. It runs with the agent's
 * own rights, whatever the application may do.
 */
public final class Weaving implements ClassFileTransformer {
    private final Instrumentation instrumentation;
    private final ClassEdits edits;
    private boolean begun;

    public Weaving(Instrumentation instrumentation, ClassEdits edits) {
        this.instrumentation = instrumentation;
        this.edits = edits;
    }

    /**
     * Edits classes from now on, including those that are loaded already.
     *
     * @throws IllegalStateException if loaded classes cannot be edited and the other edits make no sense without them; no edits are
     *         left then
     */
    public synchronized void begin() {
        begun = true;
        AllOrNothing.begin(() -> {
            instrumentation.addTransformer(this, !edits.changesMembers());
            if (!edits.changesMembers()) {
                retransform(loaded());
            }
        }, this::remove);
    }

    /** Retransforms loaded classes: with the edits or, if these have been withdrawn, without them. */
    public void retransform(List<Class<?>> types) {
        // All in one step, because with hooks in half of its classes a healthy pool would look broken. If the JVM refuses one
        // class, the other groups are still retransformed.
        if (retransformed(instrumentation, types) == null) {
            return;
        }
        Map<Object, List<Class<?>>> groups = new LinkedHashMap<>();
        for (Class<?> type : types) {
            groups.computeIfAbsent(edits.group(type), group -> new ArrayList<>()).add(type);
        }
        groups.forEach((group, members) -> {
            Throwable error = retransformed(instrumentation, members);
            if (error != null) {
                edits.refused(group, members, error);
            }
        });
    }

    /**
     * Retransforms all of the edits' loaded classes on another thread. For callers that are loading one of these classes.
     *
     * @param then runs afterwards
     */
    public void retransformSoon(Runnable then) {
        AgentThread.start("unweaving", () -> {
            retransform(loaded());
            then.run();
        });
    }

    /** Returns the loaded classes that are to be edited, as a new list. */
    public List<Class<?>> loaded() {
        return new ArrayList<>(edits.loaded(instrumentation));
    }

    /** Retransforms all classes or none. Returns the reason for none, or null. */
    private static Throwable retransformed(Instrumentation instrumentation, List<Class<?>> types) {
        try {
            if (!types.isEmpty()) {
                instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
            }
            return null;
        } catch (UnmodifiableClassException | Error | RuntimeException e) {
            return e;
        }
    }

    /**
     * Stops editing, removes the edits from loaded classes, and checks by reading back that they are gone. Added members stay. A
     * second call does nothing.
     *
     * @return the number of classes that are as they were before
     * @throws IllegalStateException with one line, if some are not; hooks that are left in them do nothing
     */
    public synchronized int remove() {
        if (!begun) {
            return 0;
        }
        withdraw();
        if (edits.changesMembers()) {
            return 0;
        }
        List<Class<?>> loaded = loaded();
        List<String> woven = ReadBack.stillWoven(instrumentation, loaded);
        if (!woven.isEmpty()) {
            throw new IllegalStateException("hooks, which do nothing any more, are still in " + String.join(", ", woven));
        }
        return loaded.size();
    }

    /** Stops editing. Edits stay in a loaded class until it is retransformed. */
    synchronized void withdraw() {
        begun = false;
        instrumentation.removeTransformer(this);
    }

    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
            byte[] classFile) {
        if (name == null || !edits.concerns(module, loader, name)) {
            return null;
        }
        return OwnRights.in(() -> edited(new ClassEdits.Definition(loader, name, redefined, domain, classFile)));
    }

    private byte[] edited(ClassEdits.Definition definition) {
        try {
            return edits.edit(definition);
        } catch (Throwable e) {
            edits.failed(definition, e);
            return null;
        }
    }
}
