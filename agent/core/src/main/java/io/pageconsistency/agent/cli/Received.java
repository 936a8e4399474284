package io.pageconsistency.agent.cli;

import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.ViolationFigures;

/**
 * What another virtual machine's management has sent, copied.
 *
 * <p>As it arrives it is a view that looks for each value when it is asked for, and only then notices that a different version
 * has sent another one.
 */
final class Received {
    private Received() {
    }

    record Pool(int getRegions, long getTrackedBytes, long getPageCount, long getPagesReserved, long getPagesHeld,
            long getBitmapBytes) implements PoolFigures {
        static PoolFigures copy(PoolFigures pool) {
            return new Pool(pool.getRegions(), pool.getTrackedBytes(), pool.getPageCount(), pool.getPagesReserved(),
                    pool.getPagesHeld(), pool.getBitmapBytes());
        }
    }

    record Region(int getId, String getAllocator, long getAddress, long getCapacity, long getPageSize, long getPageCount,
            long getPagesReserved, long getPagesHeld) implements RegionFigures {
        static RegionFigures copy(RegionFigures region) {
            return new Region(region.getId(), region.getAllocator(), region.getAddress(), region.getCapacity(),
                    region.getPageSize(), region.getPageCount(), region.getPagesReserved(), region.getPagesHeld());
        }
    }

    record Violation(String getKind, int getSequence, String getAllocator, int getRegionId, String getThread,
            long getEpochMillis, String getFingerprint, long getRepeat, String getExplanation, String getMemory) implements ViolationFigures {
        /** @return null for null */
        static ViolationFigures copy(ViolationFigures violation) {
            return violation == null ? null : new Violation(violation.getKind(), violation.getSequence(),
                    violation.getAllocator(), violation.getRegionId(), violation.getThread(), violation.getEpochMillis(),
                    violation.getFingerprint(), violation.getRepeat(), violation.getExplanation(), violation.getMemory());
        }
    }
}
