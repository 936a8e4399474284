package io.pageconsistency.recording;

import io.pageconsistency.recording.event.AgentEvent;

/** What events tell about a region over time. Not thread-safe. */
public final class RegionLife {
    private final int id;
    private String allocator = "";
    private long address;
    private long capacity;
    private long pageSize;
    private long pageCount;
    private long opened = -1;
    private long closed = -1;
    private long held;
    private long reserved;

    RegionLife(int id) {
        this.id = id;
    }

    void opened(AgentEvent event) {
        place(event);
        pageSize = event.number("pageSize", 0);
        pageCount = event.number("pageCount", 0);
        opened = event.millis();
        closed = -1;
    }

    void closed(AgentEvent event) {
        place(event);
        filled(event);
        closed = event.millis();
    }

    void statistics(AgentEvent event) {
        place(event);
        filled(event);
        pageCount = Math.max(pageCount, event.number("pageCount", 0));
    }

    void pages(AgentEvent event) {
        place(event);
        pageSize = event.number("pageSize", pageSize);
        pageCount = event.number("pageCount", pageCount);
    }

    /** Takes account of a page that only an operation or a finding names. */
    void reaches(String byAllocator, long pages) {
        allocator = allocator.isEmpty() ? byAllocator : allocator;
        pageCount = Math.max(pageCount, pages);
    }

    private void place(AgentEvent event) {
        String said = event.text("allocator");
        allocator = said == null ? allocator : said;
        address = event.number("address", address);
        capacity = event.number("capacity", capacity);
    }

    private void filled(AgentEvent event) {
        held = event.number("pagesHeld", held);
        reserved = event.number("pagesReserved", reserved);
    }

    /** The number of the region, unique in its virtual machine. */
    public int id() {
        return id;
    }

    public String allocator() {
        return allocator;
    }

    /** The address of the first byte; 0 for memory on the Java heap. */
    public long address() {
        return address;
    }

    /** The capacity in bytes; 0 if it is not on record. */
    public long capacity() {
        return capacity == 0 ? pageSize * pageCount : capacity;
    }

    /** The size of a page in bytes; 0 if it is not on record. */
    public long pageSize() {
        return pageSize == 0 && pageCount > 0 ? capacity / pageCount : pageSize;
    }

    public long pageCount() {
        return pageCount;
    }

    /** When the region was opened, in milliseconds of the epoch; -1 if it is not on record. */
    public long opened() {
        return opened;
    }

    /** When the region was closed, in milliseconds of the epoch; -1 if it is not on record. */
    public long closed() {
        return closed;
    }

    /** The number of pages that users held when the agent last wrote it. */
    public long held() {
        return held;
    }

    /** The number of pages that the allocator had claimed when the agent last wrote it. */
    public long reserved() {
        return reserved;
    }
}
