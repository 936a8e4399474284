package io.pageconsistency.agent.instrument;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One copy of a library, and whether its module covers it. Thread-safe; keeps no class loader reachable.
 *
 * <p>A copy starts as accepted or refused. An accepted copy may be refused later, if one of its classes cannot be woven. A refused
 * copy is never accepted.
 *
 * @param <M> the module
 */
public abstract class Copy<M> {
    private final M module;
    private final String where;
    private final Set<String> woven = ConcurrentHashMap.newKeySet();
    private volatile String refusal;

    /** @param refusal why the copy is not covered; null if it is covered */
    protected Copy(M module, String where, String refusal) {
        this.module = module;
        this.where = where;
        this.refusal = refusal;
    }

    /** Returns the module that covers or refused this copy. */
    public final M module() {
        return module;
    }

    /** Returns the copy's package or type, its jar and its class loader, in words. */
    public final String where() {
        return where;
    }

    /** Whether the copy is covered. */
    public final boolean isAccepted() {
        return refusal == null;
    }

    /** Returns why the copy is not covered; null if it is covered. */
    public final String refusal() {
        return refusal;
    }

    /** Refuses the copy from now on. Returns true for the first call that does so. */
    public final synchronized boolean refuse(String reason) {
        if (refusal != null) {
            return false;
        }
        refusal = reason;
        onRefusal();
        return true;
    }

    /** Called once, under this copy's lock, if the copy is refused after it was accepted. */
    protected void onRefusal() {
    }

    /** Records that a class has been woven. Returns true for the first time. */
    public final boolean woven(String type) {
        return woven.add(type);
    }

    /** Whether a class has been woven. */
    public final boolean isWoven(String type) {
        return woven.contains(type);
    }

    /** How many classes have been woven. */
    public final int wovenTypes() {
        return woven.size();
    }
}
