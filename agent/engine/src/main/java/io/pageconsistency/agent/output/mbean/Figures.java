package io.pageconsistency.agent.output.mbean;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import io.pageconsistency.CheckResult;
import io.pageconsistency.HeldMemory;
import io.pageconsistency.Mode;
import io.pageconsistency.PageConsistencyMXBean;
import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.Validation;
import io.pageconsistency.ViolationFigures;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.fence.Fences;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.jvm.Modes;
import io.pageconsistency.ledger.HeldByStack;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.poison.Poison;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Fault;
import io.pageconsistency.tracking.PoolRegions;

/** The figures of one ledger. Thread-safe. */
public final class Figures implements PageConsistencyMXBean {
    /** Limits the number of series for tools that collect metrics, since each fault is a series. */
    private static final int MOST_FAULTS = 100;

    private final Ledger ledger;
    private final PoolRegions regions;
    private final Modes modes;
    private final Poison poison;
    private final Fences fences;
    private final Quarantine quarantine;
    private final String version;
    private final Supplier<List<String>> unchecked;
    private final Supplier<String> stop;

    /**
     * @param version the agent's version
     * @param unchecked lists what is in use and not checked, a line each
     * @param stop ends the agent; its result or exception is passed on to the caller
     */
    public Figures(Checker checker, String version, Supplier<List<String>> unchecked, Supplier<String> stop) {
        this.ledger = checker.ledger();
        this.regions = checker.regions();
        this.modes = checker.modes();
        this.poison = checker.poison();
        this.fences = checker.fences();
        this.quarantine = checker.quarantine();
        this.version = version;
        this.unchecked = unchecked;
        this.stop = stop;
    }

    private long sum(ToLongFunction<Region> figure) {
        long sum = 0;
        for (Region region : ledger.regions()) {
            sum += figure.applyAsLong(region);
        }
        return sum;
    }

    @Override
    public String getVersion() {
        return version;
    }

    @Override
    public Mode getMode() {
        return modes.mode();
    }

    @Override
    public Map<String, String> getSettings() {
        return modes.settings();
    }

    @Override
    public List<String> switchMode(Mode mode) {
        return modes.switchTo(mode);
    }

    @Override
    public long getPoisonedExtents() {
        return poison.figures().extents();
    }

    @Override
    public long getPoisonedBytes() {
        return poison.figures().bytes();
    }

    @Override
    public long getPoisonCount() {
        return poison.figures().made();
    }

    @Override
    public long getPoisonCheckCount() {
        return poison.figures().checked();
    }

    @Override
    public long getPoisonSkippedCount() {
        return poison.figures().skipped();
    }

    @Override
    public long getFencedExtents() {
        return fences.figures().extents();
    }

    @Override
    public long getFencedBytes() {
        return fences.figures().bytes();
    }

    @Override
    public long getFenceCount() {
        return fences.figures().made();
    }

    @Override
    public long getQuarantinedExtents() {
        return quarantine.pieces();
    }

    @Override
    public long getQuarantinedBytes() {
        return quarantine.bytes();
    }

    @Override
    public int getRegions() {
        return ledger.regions().count();
    }

    @Override
    public long getTrackedBytes() {
        return sum(Region::size);
    }

    @Override
    public long getPagesReserved() {
        return sum(Region::pagesReserved);
    }

    @Override
    public long getPagesHeld() {
        return sum(Region::pagesHeld);
    }

    @Override
    public long getBitmapBytes() {
        return sum(Region::bitmapBytes);
    }

    @Override
    public long getOpenedRegionCount() {
        return ledger.regions().opened();
    }

    @Override
    public long getAllocationCount() {
        return ledger.transfers().handOuts();
    }

    @Override
    public long getFreeCount() {
        return ledger.transfers().takeBacks();
    }

    @Override
    public long getViolationCount() {
        return ledger.reports().violations();
    }

    @Override
    public Map<String, Long> getViolationCountByKind() {
        Map<String, Long> counts = new TreeMap<>();
        for (ViolationKind kind : ViolationKind.values()) {
            counts.put(kind.name(), kind == ViolationKind.LEAK ? getLeakCount() : ledger.reports().violations(kind));
        }
        return counts;
    }

    @Override
    public int getFaultCount() {
        return ledger.reports().faults().distinct(Fault.Sort.VIOLATION);
    }

    @Override
    public Map<String, Long> getViolationCountByFingerprint() {
        return ledger.reports().faults().all().stream().filter(fault -> fault.sort() == Fault.Sort.VIOLATION)
                .sorted(Comparator.comparingLong(Fault::count).reversed()).limit(MOST_FAULTS)
                .collect(Collectors.toMap(fault -> fault.fingerprint().toString(), Fault::count, Long::sum, TreeMap::new));
    }

    @Override
    public long getSuppressedCount() {
        return ledger.reports().suppressed();
    }

    @Override
    public long getFollowUpCount() {
        return ledger.reports().followUps();
    }

    @Override
    public long getLeakCount() {
        return ledger.reports().leaks();
    }

    @Override
    public long getSuspectCount() {
        return ledger.reports().suspects();
    }

    @Override
    public long getValidationCount() {
        return ledger.reports().validations();
    }

    @Override
    public long getUntrackedOperationCount() {
        return regions.untracked();
    }

    @Override
    public long getSwallowedErrorCount() {
        return ledger.reports().swallowedErrors();
    }

    @Override
    public Map<String, PoolFigures> getPools() {
        return FillLevels.byPool(ledger.regions());
    }

    @Override
    public ViolationFigures getLastViolation() {
        return LastViolation.of(ledger.reports().lastViolation());
    }

    @Override
    public List<String> getUnchecked() {
        return unchecked.get();
    }

    @Override
    public List<RegionFigures> fullestRegions(int limit) {
        return FillLevels.fullest(ledger.regions(), notNegative(limit));
    }

    private static int notNegative(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit + "; allowed: 0 or more");
        }
        return limit;
    }

    @Override
    public HeldMemory holders(int limit, boolean constants) {
        return HeldByStack.of(ledger, notNegative(limit), constants);
    }

    @Override
    public Validation validate() {
        return ledger.validate();
    }

    @Override
    public CheckResult check(long address) {
        return ledger.check(address);
    }

    @Override
    public String stop() {
        return stop.get();
    }
}
