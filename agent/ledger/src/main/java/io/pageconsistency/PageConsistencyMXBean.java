package io.pageconsistency;

import java.util.Map;

/**
 * How the checking of a virtual machine stands, as its platform MBean server shows it under
 * {@value #NAME}.
 *
 * <p>All figures are plain numbers, for collectors that take what they find. Those that end in {@code Count} only grow. Asking
 * for pages, bitmaps or allocations looks at all bitmaps, at about a nanosecond for eight pages.
 */
public interface PageConsistencyMXBean {
    /** The name it is registered with. */
    String NAME = "io.pageconsistency:type=PageConsistency";

    /** The agent's version. */
    String getVersion();

    /** Regions open now. */
    int getRegions();

    /** Memory of these regions, off and on the heap, in bytes. */
    long getTrackedBytes();

    /** Pages that allocators have claimed now; exact while nothing moves. */
    long getPagesReserved();

    /** Pages that users hold now, be it whole or by at least one slot; exact while nothing moves. */
    long getPagesHeld();

    /** Bytes of the record itself, without recorded stacks. */
    long getBitmapBytes();

    /** Regions ever opened. */
    long getOpenedRegionCount();

    /** How often memory crossed to a user; exact while nothing moves, in a program without violations. */
    long getAllocationCount();

    /** How often memory crossed back; violations are not counted in. */
    long getFreeCount();

    /** Root causes so far, of all kinds that count. */
    long getViolationCount();

    /** Root causes so far, by kind; leaks too, which do not count as violations. */
    Map<String, Long> getViolationCountByKind();

    /** Findings so far that follow from an earlier one. */
    long getFollowUpCount();

    /** Pools so far that were collected while memory of theirs was held, and the like. */
    long getLeakCount();

    /** How often every word of the record was looked at. */
    long getValidationCount();

    /** Operations on memory of which no region is known; a healthy set-up has none. */
    long getUntrackedOperationCount();

    /** Errors in the agent's own code that the application was spared; anything but 0 is a defect. */
    long getSwallowedErrorCount();

    /** Looks at every word of the record; what is damaged is reported as a violation. Exact also while others allocate. */
    Validation validate();

    /** How the record of the memory at an address stands; changes and reports nothing. */
    CheckResult check(long address);
}
