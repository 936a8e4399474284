package io.pageconsistency.agent.weaving;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.ledger.Ledger;

/**
 * One copy of an allocator's library, and how its module stands with it. Thread-safe; keeps no class loader alive.
 *
 * <p>A copy starts accepted or refused. An accepted one may be refused later, when a class turns out not to be weavable
 * after all, or when it is found in use without being covered; never the other way round.
 */
final class Copy {
    private final AllocatorModule module;
    private final String prefix;
    private final String where;
    private final Set<String> woven = ConcurrentHashMap.newKeySet();
    private volatile String refusal;

    /** @param refusal why the copy is not covered; null when it is */
    Copy(AllocatorModule module, String prefix, String where, String refusal) {
        this.module = module;
        this.prefix = prefix;
        this.where = where;
        this.refusal = refusal;
    }

    AllocatorModule module() {
        return module;
    }

    /** The copy's package, with a dot at its end. */
    String home() {
        return prefix + module.home();
    }

    String where() {
        return where;
    }

    boolean isAccepted() {
        return refusal == null;
    }

    /** Refuses the copy from here on; true for the first who does. */
    synchronized boolean refuse(String reason) {
        if (refusal != null) {
            return false;
        }
        refusal = reason;
        return true;
    }

    void woven(WovenClass type) {
        woven.add(type.name());
    }

    /** Whether there is anything to say of the copy: of a library that is only looked out for, not before it is used. */
    boolean isNoteworthy() {
        return module.covers() || refusal != null;
    }

    ModuleStatus status() {
        String reason = refusal;
        return new ModuleStatus(module.name(), where, module.classes().size(), reason == null ? woven.size() : 0,
                reason == null && Ledger.ofThisJvm().seen(module.name()), reason);
    }
}
