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
 * Puts edits into classes, as they are loaded and into those that are, and takes them out again. Thread-safe.
 *
 * <p>The one transformer of the agent. It never throws into whoever loads a class, and works with the agent's own rights,
 * whatever the application may do.
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
     * Edits classes from now on, those loaded already included.
     *
     * @throws IllegalStateException if loaded classes cannot be edited and the edits make no sense without; none is left then
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

    /** Has loaded classes made anew, with the edits or, where these are no longer wanted, without. */
    public void retransform(List<Class<?>> types) {
        // All in one step: with hooks in half of its classes a healthy pool would look broken. But a class that the virtual
        // machine does not like is not to keep the other groups from it.
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
     * Does that with all of them, soon: for a thread that is in the middle of loading one of them.
     *
     * @param then done afterwards
     */
    public void retransformSoon(Runnable then) {
        AgentThread.start("unweaving", () -> {
            retransform(loaded());
            then.run();
        });
    }

    /** The loaded classes that are meant; the list is the caller's. */
    public List<Class<?>> loaded() {
        return new ArrayList<>(edits.loaded(instrumentation));
    }

    /** Retransforms all or none; the reason for none, or null. */
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
     * Edits no class any more, takes the edits out of those that are loaded, and reads back whether they are gone; members that
     * were added stay. Does nothing the second time.
     *
     * @return how many classes are as they were
     * @throws IllegalStateException if some are not, in one line; what is left in them does nothing
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

    /** Edits no class any more; what is edited stays so until somebody has it made anew. */
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
