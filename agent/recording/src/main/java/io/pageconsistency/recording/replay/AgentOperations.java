package io.pageconsistency.recording.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.recording.Amount;
import io.pageconsistency.recording.event.EventNames;
import jdk.jfr.consumer.RecordedEvent;

/** The agent's events of single operations. */
final class AgentOperations implements Operations {
    private static final String ACTIVE_SETTING = "jdk.ActiveSetting";
    private static final long USUAL_PAGE = 8192;
    /**
     * The threads on which finalizers and cleaners run. A pool that is already collected may be taken apart there in any order, and
     * that is no fault.
     */
    private static final Set<String> COLLECTORS = Set.of("Finalizer", "Reference Handler", "Common-Cleaner");

    /** What the recording says about a region. */
    private static final class RecordedRegion {
        private String allocator = "";
        private long pageSize = USUAL_PAGE;
        private long pages;
        private long pagesUsed;
        private Instant opened;
        private boolean reserves;
        private boolean known;
        private OfflineLedger.Memory memory;
        private boolean closed;
        /** Whether the garbage collector ended the pool, at this point or later in the recording. */
        private boolean collected;

        /** Whether events name the region as one page, because its memory is handed out by the byte. */
        private boolean isUndivided() {
            return pages == 1 && !reserves;
        }
    }

    private final OfflineLedger ledger;
    private final Map<Long, RecordedRegion> regions = new HashMap<>();
    private final Parties parties = new Parties();
    /** When events of each type were enabled, if the recording says so. */
    private final Map<Long, Instant> enabledSince = new HashMap<>();
    private long allocationType = -1;
    private long allocations;
    private long frees;
    private long undivided;
    private String memory = "";

    AgentOperations(OfflineLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Set<String> types() {
        return Set.of(EventNames.REGION_OPENED, EventNames.REGION_CLOSED, EventNames.REGION_STATISTICS, EventNames.PAGE_ALLOCATION,
                EventNames.PAGE_FREE, ACTIVE_SETTING);
    }

    @Override
    public String origin() {
        return "page-consistency";
    }

    @Override
    public boolean any() {
        return allocations + frees > 0;
    }

    @Override
    public long leftOut() {
        return undivided;
    }

    private RecordedRegion region(RecordedEvent event) {
        return regions.computeIfAbsent((long) event.getInt("regionId"), id -> new RecordedRegion());
    }

    @Override
    public void survey(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case EventNames.REGION_OPENED -> {
                RecordedRegion region = region(event);
                region.opened = event.getStartTime();
                region.allocator = event.getString("allocator");
                region.pages = event.getInt("pageCount");
                region.pageSize = event.getLong("pageSize");
            }
            case EventNames.REGION_STATISTICS -> {
                // An event for several regions together says nothing about one region.
                if (event.getInt("regionId") > 0 && region(event).pages == 0) {
                    region(event).allocator = event.getString("allocator");
                    region(event).pages = event.getInt("pageCount");
                    region(event).pageSize = Math.max(1, event.getLong("capacity") / Math.max(1, event.getInt("pageCount")));
                }
            }
            case EventNames.REGION_CLOSED -> region(event).collected |= event.getBoolean("collected");
            case EventNames.PAGE_ALLOCATION -> {
                allocations++;
                allocationType = event.getEventType().getId();
                region(event).reserves |= event.getString("operation").equals("reserve") && event.getInt("slot") < 0;
                reaches(event);
            }
            case EventNames.PAGE_FREE -> {
                frees++;
                reaches(event);
            }
            case ACTIVE_SETTING -> switched(event);
            default -> { }
        }
    }

    private void reaches(RecordedEvent event) {
        RecordedRegion region = region(event);
        region.pagesUsed = Math.max(region.pagesUsed, (long) event.getInt("page") + event.getInt("pageCount"));
    }

    private void switched(RecordedEvent event) {
        if (event.getString("name").equals("enabled") && event.getString("value").equals("true")) {
            enabledSince.putIfAbsent(event.getLong("id"), event.getStartTime());
        }
    }

    /** The past of a region is unknown if operations were recorded only after it was opened. */
    @Override
    public void surveyed() {
        Instant since = enabledSince.getOrDefault(allocationType, Instant.MIN);
        regions.values().forEach(region -> region.known = region.opened != null && !region.opened.isBefore(since));
    }

    private OfflineLedger.Memory memory(RecordedRegion region) {
        if (region.memory == null) {
            region.memory = ledger.open(region.allocator, Math.max(1, Math.max(region.pages, region.pagesUsed)), region.pageSize,
                    region.reserves, region.known);
        }
        return region.memory;
    }

    @Override
    public boolean replay(RecordedEvent event) {
        return switch (event.getEventType().getName()) {
            case EventNames.PAGE_ALLOCATION, EventNames.PAGE_FREE -> operation(event);
            case EventNames.REGION_CLOSED -> closed(event);
            default -> false;
        };
    }

    private boolean closed(RecordedEvent event) {
        RecordedRegion region = region(event);
        if (region.memory == null || region.closed) {
            return false;
        }
        if (event.getBoolean("collected")) {
            ledger.abandon(region.memory);
            return false;
        }
        region.closed = true;
        memory = "region " + event.getInt("regionId") + " (" + region.allocator + ")";
        parties.nobody();
        ledger.close(region.memory);
        return true;
    }

    private boolean operation(RecordedEvent event) {
        RecordedRegion region = region(event);
        if (region.isUndivided()) {
            undivided++;
            return false;
        }
        long page = event.getInt("page");
        long count = event.getInt("pageCount");
        int slot = event.getInt("slot");
        memory = (slot < 0 ? "" : "slot " + slot + " of ") + (count == 1 ? "page " + page : "pages " + page + " to " + (page + count - 1))
                + " of region " + event.getInt("regionId") + " (" + region.allocator + ")" + at(event.getLong("address"));
        if (region.collected && COLLECTORS.contains(thread(event))) {
            // The event that says the pool is collected may come later in the recording.
            ledger.abandon(memory(region));
        }
        apply(event, memory(region), page, count, slot, new Parties.Place(event.getInt("regionId"), page, slot));
        return true;
    }

    private static String thread(RecordedEvent event) {
        return event.getThread() == null || event.getThread().getJavaName() == null ? "" : event.getThread().getJavaName();
    }

    private static String at(long address) {
        return address == 0 ? "" : ", at 0x" + Long.toHexString(address);
    }

    private void apply(RecordedEvent event, OfflineLedger.Memory region, long page, long count, int slot, Parties.Place place) {
        boolean whole = slot < 0;
        parties.nobody();
        switch (event.getString("operation")) {
            case "reserve" -> {
                if (whole) {
                    ledger.reserve(region, page, count);
                } else {
                    ledger.reserveSlot(region, page, count, slot);
                }
            }
            case "release" -> {
                if (whole) {
                    ledger.release(region, page, count);
                } else {
                    ledger.releaseSlot(region, page, count, slot);
                }
            }
            case "hand out" -> {
                parties.allocated(place, Party.of(event));
                if (whole) {
                    ledger.handOut(region, page, count);
                } else {
                    ledger.handOutSlot(region, page, count, slot);
                }
            }
            default -> {
                parties.freed(place, Party.of(event));
                if (whole) {
                    ledger.takeBack(region, page, count);
                } else {
                    ledger.takeBackSlot(region, page, count, slot);
                }
            }
        }
    }

    @Override
    public String memory() {
        return memory;
    }

    @Override
    public Party allocatedBy() {
        return parties.allocatedBy();
    }

    @Override
    public Party freedBy() {
        return parties.freedBy();
    }

    @Override
    public List<String> limits() {
        List<String> limits = new ArrayList<>();
        limits.add("an access to memory after its release, a release that the library refused, and a damaged record are no operations");
        limits.add("an operation that the pool began and failed to finish is replayed as if it had been finished");
        long late = regions.values().stream().filter(region -> region.memory != null && !region.known).count();
        if (late > 0) {
            limits.add(late + " regions were there before the events began: their pages are learned from what happens to them first");
        }
        if (undivided > 0) {
            limits.add(Amount.of(undivided, "operation") + " on memory that is handed out by the byte: the events do not say which bytes");
        }
        if (allocations == 0 ^ frees == 0) {
            limits.add("there are only allocations, or only frees: the other event was switched off");
        }
        return limits;
    }
}
