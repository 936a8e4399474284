package io.pageconsistency;

import java.util.List;
import java.util.Map;

/**
 * The state of the checking in one virtual machine, in its platform MBean server under the name {@value #NAME}.
 *
 * <p>Most attributes are plain numbers, for metric collectors. Attributes that end in {@code Count} only grow. The attributes on
 * pages, bitmaps, pools and allocations read the whole record, which takes about a nanosecond for eight pages. They are exact while
 * no memory is claimed, freed, handed out or taken back.
 */
public interface PageConsistencyMXBean {
    /** The name it is registered with. */
    String NAME = "io.pageconsistency:type=PageConsistency";

    /** The agent's version. */
    String getVersion();

    /** The current mode. */
    Mode getMode();

    /** The current value of each option that a mode presets, by its key; if the wanted value is not possible, the reason. */
    Map<String, String> getSettings();

    /** Regions open now. */
    int getRegions();

    /** Memory of all open regions, off and on the Java heap, in bytes. */
    long getTrackedBytes();

    /** Pages that allocators have claimed now. */
    long getPagesReserved();

    /** Pages of which users now hold all or at least one slot. */
    long getPagesHeld();

    /** Size of the record itself in bytes, without recorded stacks. */
    long getBitmapBytes();

    /** Regions opened so far. */
    long getOpenedRegionCount();

    /** Hand-outs so far; exact only in a program without violations. */
    long getAllocationCount();

    /** Take-backs so far, without those that were violations. */
    long getFreeCount();

    /** Violations so far: root causes of all kinds that count. */
    long getViolationCount();

    /** Root causes so far, by kind; includes leaks, which do not count as violations. */
    Map<String, Long> getViolationCountByKind();

    /** The number of distinct faults that caused the violations so far; at most 1,024 are distinguished. */
    int getFaultCount();

    /** How often each fault occurred, by its fingerprint; at most a hundred faults, those that occurred most often. */
    Map<String, Long> getViolationCountByFingerprint();

    /** Findings so far of faults that the user has suppressed; no other attribute counts them. */
    long getSuppressedCount();

    /** Findings so far that an earlier violation explains. */
    long getFollowUpCount();

    /** Leaks so far: regions whose pool was collected while their memory was held, and runs that a pool keeps without need. */
    long getLeakCount();

    /** Findings so far that may be false and are therefore not counted. */
    long getSuspectCount();

    /** Checks of the whole record so far. */
    long getValidationCount();

    /** Operations so far on memory of no known region; 0 in a healthy set-up. */
    long getUntrackedOperationCount();

    /** Errors in the agent's own code, which were kept from the application. Anything but 0 is a defect of the agent. */
    long getSwallowedErrorCount();

    /** Pieces of free memory that are poisoned now, that is, filled with a pattern. */
    long getPoisonedExtents();

    /** Bytes of free memory that are poisoned now. */
    long getPoisonedBytes();

    /** Pieces of free memory poisoned so far. */
    long getPoisonCount();

    /** Checks of poisoned pieces so far: when they were used again, freed or scanned. */
    long getPoisonCheckCount();

    /** Pieces so far that were not poisoned because too many were poisoned already. */
    long getPoisonSkippedCount();

    /** Pieces of free memory that are fenced now, that is, inaccessible. */
    long getFencedExtents();

    /** Bytes of free memory that are fenced now. */
    long getFencedBytes();

    /** Pieces of free memory fenced so far. */
    long getFenceCount();

    /** Pieces of free memory in quarantine now (option {@code quarantine}). */
    long getQuarantinedExtents();

    /** Bytes of free memory in quarantine now. */
    long getQuarantinedBytes();

    /** The figures of each allocator module that has regions now, by its name. */
    Map<String, PoolFigures> getPools();

    /** The latest violation, or null if there was none. */
    ViolationFigures getLastViolation();

    /** One line for each allocator or feature that is in use but not checked; empty if everything is checked. */
    List<String> getUnchecked();

    /**
     * The regions with the most held pages, the fullest first.
     *
     * <p>An operation, not an attribute: there may be a hundred thousand regions, too many for collectors that read all attributes.
     *
     * @param limit the largest number of regions to return; 0 or more
     */
    List<RegionFigures> fullestRegions(int limit);

    /**
     * Who holds memory now, grouped by the calls that took it. Memory in a pool's caches has no holder. Does not wait for the
     * garbage collector.
     *
     * @param limit the largest number of holders to return; 0 or more
     * @param constants whether to include memory that class initialisers took, which is mostly meant to be kept for ever
     */
    HeldMemory holders(int limit, boolean constants);

    /** Checks every cell of the record, and reports damage as a violation. Exact even while other threads allocate. */
    Validation validate();

    /** Checks the record for the memory at an address; changes and reports nothing. */
    CheckResult check(long address);

    /**
     * Switches to a mode, as far as its options can be changed while the agent runs. Options that the user set one by one keep
     * their values.
     *
     * @return one line for each option that keeps a value other than the mode's, with the reason
     */
    List<String> switchMode(Mode mode);

    /**
     * Ends the checking. Removes all hooks, verifies this by reading the byte code back, and ends the agent's threads, events and
     * files and this bean. The program goes on as without the agent, and the agent can be attached again.
     *
     * @return one line that confirms the end
     * @throws IllegalStateException with a message of one line, if something could not be undone; the checking has ended
     *        nevertheless
     */
    String stop();
}
