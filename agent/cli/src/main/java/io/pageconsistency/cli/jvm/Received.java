package io.pageconsistency.cli.jvm;

import java.util.List;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.HolderFigures;
import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.Validation;
import io.pageconsistency.ViolationFigures;

/**
 * Copies of data that another virtual machine has sent.
 *
 * <p>The JMX proxies read each value lazily, and only then fail if another version of the agent has sent other data. A copy fails
 * at once.
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

    record Holder(String getAllocator, String[] getStack, long getBytes, long getPieces, long getEstimatedBytes,
            long getEstimatedPieces, long getOldestEpochMillis, boolean isConstant) implements HolderFigures {
        static HolderFigures copy(HolderFigures holder) {
            return new Holder(holder.getAllocator(), holder.getStack(), holder.getBytes(), holder.getPieces(),
                    holder.getEstimatedBytes(), holder.getEstimatedPieces(), holder.getOldestEpochMillis(), holder.isConstant());
        }
    }

    record Validated(String getTrigger, int getRegions, long getWords, int getDamaged, int getAudited, int getUnread,
            int getMismatches, long getNanos) implements Validation {
        static Validation copy(Validation validation) {
            return new Validated(validation.getTrigger(), validation.getRegions(), validation.getWords(), validation.getDamaged(),
                    validation.getAudited(), validation.getUnread(), validation.getMismatches(), validation.getNanos());
        }
    }

    record Held(long getBytes, long getPieces, long getRecordedBytes, long getRecordedPieces, long getConstantBytes,
            long getConstantPieces, List<HolderFigures> getHolders) implements HeldMemory {
        static HeldMemory copy(HeldMemory held) {
            return new Held(held.getBytes(), held.getPieces(), held.getRecordedBytes(), held.getRecordedPieces(),
                    held.getConstantBytes(), held.getConstantPieces(), held.getHolders().stream().map(Holder::copy).toList());
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
