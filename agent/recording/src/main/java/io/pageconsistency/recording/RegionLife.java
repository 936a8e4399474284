package io.pageconsistency.recording;

import io.pageconsistency.recording.event.AgentEvent;

/** The known history of a region, from events. Not thread-safe. */
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

    /** Adds a page that only an operation or a finding names. */
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

    /** Unique in its virtual machine. */
    public int id() {
        return id;
    }

    public String allocator() {
        return allocator;
    }

    /** Of the first byte; 0 for memory on the Java heap. */
    public long address() {
        return address;
    }

    /** In bytes; 0 where it is not told. */
    public long capacity() {
        return capacity == 0 ? pageSize * pageCount : capacity;
    }

    /** In bytes; 0 where it is not told. */
    public long pageSize() {
        return pageSize == 0 && pageCount > 0 ? capacity / pageCount : pageSize;
    }

    public long pageCount() {
        return pageCount;
    }

    /** In milliseconds of the epoch; -1 where that is not in the recording. */
    public long opened() {
        return opened;
    }

    /** In milliseconds of the epoch; -1 where that is not in the recording. */
    public long closed() {
        return closed;
    }

    /** Pages held when that was last written. */
    public long held() {
        return held;
    }

    /** Pages claimed by the allocator when that was last written. */
    public long reserved() {
        return reserved;
    }
}
