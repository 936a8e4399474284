package io.pageconsistency.recording.event;

/** The types of events that page-consistency writes. */
public final class EventNames {
    public static final String PREFIX = "io.pageconsistency.";
    public static final String VIOLATION = PREFIX + "Violation";
    public static final String AGENT_STATUS = PREFIX + "AgentStatus";
    public static final String REGION_OPENED = PREFIX + "RegionOpened";
    public static final String REGION_CLOSED = PREFIX + "RegionClosed";
    public static final String REGION_STATISTICS = PREFIX + "RegionStatistics";
    public static final String REGION_PAGES = PREFIX + "RegionPages";
    public static final String HOLDER = PREFIX + "Holder";
    public static final String PROCESS = PREFIX + "Process";
    public static final String PAGE_ALLOCATION = PREFIX + "PageAllocation";
    public static final String PAGE_FREE = PREFIX + "PageFree";
    public static final String VALIDATION = PREFIX + "Validation";

    private EventNames() {
    }
}
