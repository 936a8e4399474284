package io.pageconsistency.agent.allocators.described.weaving;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.pageconsistency.agent.allocators.described.DescribedModule;
import io.pageconsistency.agent.allocators.described.binding.BoundPool;
import io.pageconsistency.agent.instrument.ModuleStatus;

/**
 * A described pool as one class loader has it. Thread-safe; keeps no class loader alive.
 *
 * <p>It starts accepted or refused, and an accepted one may be refused later; never the other way round.
 */
final class DescribedCopy {
    private final DescribedModule module;
    private final String where;
    private final BoundPool pool;
    private final int firstTransfer;
    private final Set<String> woven = ConcurrentHashMap.newKeySet();
    private volatile String refusal;

    private DescribedCopy(DescribedModule module, String where, BoundPool pool, int firstTransfer, String refusal) {
        this.module = module;
        this.where = where;
        this.pool = pool;
        this.firstTransfer = firstTransfer;
        this.refusal = refusal;
    }

    static DescribedCopy accepted(DescribedModule module, String where, BoundPool pool, int firstTransfer) {
        return new DescribedCopy(module, where, pool, firstTransfer, null);
    }

    static DescribedCopy refused(DescribedModule module, String where, String reason) {
        return new DescribedCopy(module, where, null, 0, reason);
    }

    DescribedModule module() {
        return module;
    }

    String where() {
        return where;
    }

    BoundPool pool() {
        return pool;
    }

    /** The number of the pool's first transfer. */
    int firstTransfer() {
        return firstTransfer;
    }

    boolean isAccepted() {
        return refusal == null;
    }

    String refusal() {
        return refusal;
    }

    /** Refuses the copy from here on; true for the first who does. */
    synchronized boolean refuse(String reason) {
        if (refusal != null) {
            return false;
        }
        refusal = reason;
        return true;
    }

    /** A class has been woven; true for the first time. */
    boolean woven(String type) {
        return woven.add(type);
    }

    boolean isWoven() {
        return !woven.isEmpty();
    }

    /** How many classes have been woven. */
    int wovenTypes() {
        return woven.size();
    }

    /** @param seen whether anything of the pool was recorded */
    ModuleStatus status(boolean seen) {
        String reason = refusal;
        return new ModuleStatus(module.name(), where, Math.max(module.types().size(), woven.size()),
                reason == null ? woven.size() : 0, reason == null && seen, reason);
    }
}
