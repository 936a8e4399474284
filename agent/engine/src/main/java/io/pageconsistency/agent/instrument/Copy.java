package io.pageconsistency.agent.instrument;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One copy of a library, and how its module stands with it. Thread-safe; keeps no class loader alive.
 *
 * <p>A copy starts accepted or refused. An accepted one may be refused later, when a class turns out not to be weavable after
 * all; never the other way round.
 *
 * @param <M> the module
 */
public abstract class Copy<M> {
    private final M module;
    private final String where;
    private final Set<String> woven = ConcurrentHashMap.newKeySet();
    private volatile String refusal;

    /** @param refusal why the copy is not covered; null when it is */
    protected Copy(M module, String where, String refusal) {
        this.module = module;
        this.where = where;
        this.refusal = refusal;
    }

    /** The module that covers it, or refused it. */
    public final M module() {
        return module;
    }

    /** Its package or type, its jar and its class loader, in words. */
    public final String where() {
        return where;
    }

    /** Whether it is covered. */
    public final boolean isAccepted() {
        return refusal == null;
    }

    /** Why it is not covered; null when it is. */
    public final String refusal() {
        return refusal;
    }

    /** Refuses the copy from here on; true for the first who does. */
    public final synchronized boolean refuse(String reason) {
        if (refusal != null) {
            return false;
        }
        refusal = reason;
        onRefusal();
        return true;
    }

    /** Called once, under this copy's lock, if it is refused after it was accepted. */
    protected void onRefusal() {
    }

    /** A class has been woven; true for the first time. */
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
