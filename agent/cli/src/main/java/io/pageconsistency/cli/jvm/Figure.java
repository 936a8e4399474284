package io.pageconsistency.cli.jvm;

import java.util.Arrays;

/** The plain numbers among the figures of an agent, in the order in which they are shown. */
public enum Figure {
    REGIONS("Regions"), TRACKED_BYTES("TrackedBytes"), PAGES_RESERVED("PagesReserved"), PAGES_HELD("PagesHeld"),
    BITMAP_BYTES("BitmapBytes"), OPENED_REGION_COUNT("OpenedRegionCount"), ALLOCATION_COUNT("AllocationCount"),
    FREE_COUNT("FreeCount"), VIOLATION_COUNT("ViolationCount"), FAULT_COUNT("FaultCount"), SUPPRESSED_COUNT("SuppressedCount"),
    FOLLOW_UP_COUNT("FollowUpCount"), LEAK_COUNT("LeakCount"), SUSPECT_COUNT("SuspectCount"), VALIDATION_COUNT("ValidationCount"), UNTRACKED_OPERATION_COUNT("UntrackedOperationCount"),
    SWALLOWED_ERROR_COUNT("SwallowedErrorCount"), POISONED_EXTENTS("PoisonedExtents"), POISONED_BYTES("PoisonedBytes"),
    POISON_COUNT("PoisonCount"), POISON_CHECK_COUNT("PoisonCheckCount"), POISON_SKIPPED_COUNT("PoisonSkippedCount"),
    FENCED_EXTENTS("FencedExtents"), FENCED_BYTES("FencedBytes"), FENCE_COUNT("FenceCount"),
    QUARANTINED_EXTENTS("QuarantinedExtents"), QUARANTINED_BYTES("QuarantinedBytes");

    private final String attribute;

    Figure(String attribute) {
        this.attribute = attribute;
    }

    /** The name of the attribute in the MXBean. */
    String attribute() {
        return attribute;
    }

    /** The name in JSON. */
    public String key() {
        return Character.toLowerCase(attribute.charAt(0)) + attribute.substring(1);
    }

    static String[] attributes() {
        return Arrays.stream(values()).map(Figure::attribute).toArray(String[]::new);
    }
}
