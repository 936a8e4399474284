package io.pageconsistency;

import java.util.List;
import java.util.Map;

/**
 * How the checking of a virtual machine stands, as its platform MBean server shows it under
 * {@value #NAME}.
 *
 * <p>Most figures are plain numbers, for collectors that take what they find. Those that end in {@code Count} only grow. Asking
 * for pages, bitmaps, pools or allocations looks at all bitmaps, at about a nanosecond for eight pages.
 */
public interface PageConsistencyMXBean {
    /** The name it is registered with. */
    String NAME = "io.pageconsistency:type=PageConsistency";

    /** The agent's version. */
    String getVersion();

    /** How thoroughly everything is checked. */
    Mode getMode();

    /** What each option that a mode is a default of is now, by its key; where it cannot be had, why. */
    Map<String, String> getSettings();

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

    /** Distinct faults that the violations so far come from; at most 1,024 are told apart. */
    int getFaultCount();

    /** How often each fault that counts was met, by its fingerprint; of those met most often, and at most a hundred. */
    Map<String, Long> getViolationCountByFingerprint();

    /** Findings so far of faults that are known and silenced; no other figure counts them. */
    long getSuppressedCount();

    /** Findings so far that follow from an earlier one. */
    long getFollowUpCount();

    /** Pools so far that were collected while memory of theirs was held, and the like. */
    long getLeakCount();

    /** Findings so far for which nothing but an appearance speaks, and which are not counted. */
    long getSuspectCount();

    /** How often the whole record was checked. */
    long getValidationCount();

    /** Operations on memory of which no region is known; a healthy set-up has none. */
    long getUntrackedOperationCount();

    /** Errors in the agent's own code that the application was spared; anything but 0 is a defect. */
    long getSwallowedErrorCount();

    /** How many pieces of free memory are filled with a pattern now. */
    long getPoisonedExtents();

    /** How many bytes of free memory are filled with a pattern now. */
    long getPoisonedBytes();

    /** How many pieces of free memory were filled with a pattern so far. */
    long getPoisonCount();

    /** How many pieces with a pattern were looked at so far, when they were used again, released, or scanned. */
    long getPoisonCheckCount();

    /** How many pieces were not filled with a pattern so far because there were too many of them. */
    long getPoisonSkippedCount();

    /** How many pieces of free memory are inaccessible now. */
    long getFencedExtents();

    /** How many bytes of free memory are inaccessible now. */
    long getFencedBytes();

    /** How many pieces of free memory were made inaccessible so far. */
    long getFenceCount();

    /** How many pieces of free memory are kept from their pools now, by the option {@code quarantine}. */
    long getQuarantinedExtents();

    /** How many bytes of free memory are kept from their pools now. */
    long getQuarantinedBytes();

    /** By the name of the allocator module; only of those that have regions now. */
    Map<String, PoolFigures> getPools();

    /** The violation found last that is a root cause of a kind that counts, or null. */
    ViolationFigures getLastViolation();

    /** What is in use and not checked, a line each; empty for a virtual machine in which everything is. */
    List<String> getUnchecked();

    /**
     * The regions of which most pages are held, and the fullest first.
     *
     * <p>No attribute: there may be a hundred thousand, which nobody wants who collects all attributes.
     *
     * @param limit how many at most; 0 or more
     */
    List<RegionFigures> fullestRegions(int limit);

    /**
     * Who holds memory now, by the calls that took it; memory that lies in a pool's caches is held by nobody. Does not wait for the
     * collector.
     *
     * @param limit how many holders at most; 0 or more
     * @param constants whether those are to be among them that took memory while classes were initialised, which as a rule is kept for
     *        ever
     */
    HeldMemory holders(int limit, boolean constants);

    /** Checks every cell of the record, and reports damage as a violation. Exact also while others allocate. */
    Validation validate();

    /** How the record of the memory at an address stands; changes and reports nothing. */
    CheckResult check(long address);

    /**
     * Has everything checked as thoroughly as a mode says, as far as that can be changed while the agent is at work. What was given to
     * the agent option by option stays as it is.
     *
     * @return what stays as it is and is otherwise in this mode, and why, a line each
     */
    List<String> switchMode(Mode mode);

    /**
     * Ends the checking: all hooks are taken out, which is verified by reading the byte code back, and with them go the
     * agent's threads, events, files and this bean. The program goes on as it would without the agent, and the agent may be
     * attached again.
     *
     * @return one line that says so
     * @throws IllegalStateException in one line, when something could not be undone; nothing is checked any more all the same
     */
    String stop();
}
