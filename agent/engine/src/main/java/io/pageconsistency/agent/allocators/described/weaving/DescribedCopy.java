package io.pageconsistency.agent.allocators.described.weaving;

import io.pageconsistency.agent.allocators.described.DescribedModule;
import io.pageconsistency.agent.allocators.described.binding.BoundPool;
import io.pageconsistency.agent.instrument.Copy;
import io.pageconsistency.agent.instrument.ModuleStatus;

/** A described pool in one class loader. */
final class DescribedCopy extends Copy<DescribedModule> {
    private final BoundPool pool;
    private final int firstTransfer;

    private DescribedCopy(DescribedModule module, String where, BoundPool pool, int firstTransfer, String refusal) {
        super(module, where, refusal);
        this.pool = pool;
        this.firstTransfer = firstTransfer;
    }

    static DescribedCopy accepted(DescribedModule module, String where, BoundPool pool, int firstTransfer) {
        return new DescribedCopy(module, where, pool, firstTransfer, null);
    }

    static DescribedCopy refused(DescribedModule module, String where, String reason) {
        return new DescribedCopy(module, where, null, 0, reason);
    }

    BoundPool pool() {
        return pool;
    }

    /** The number of the pool's first transfer. */
    int firstTransfer() {
        return firstTransfer;
    }

    /** @param seen whether any operation of the pool was recorded */
    ModuleStatus status(boolean seen) {
        String reason = refusal();
        return new ModuleStatus(module().name(), where(), Math.max(module().types().size(), wovenTypes()),
                reason == null ? wovenTypes() : 0, reason == null && seen, reason);
    }
}
