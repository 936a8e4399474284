package io.pageconsistency.recording.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jdk.jfr.consumer.RecordedEvent;

/**
 * The events of Netty's own allocators, from 4.2.3 on. They say which buffers got which memory and when they gave it back.
 *
 * <p>When a buffer grows, one event stands for the old memory and another one for the new memory. The first event is treated as the
 * take-back. That is early but safe, because no other buffer gets the old memory before it is really given back.
 */
final class NettyOperations implements Operations {
    private static final String PREFIX = "io.netty.";
    private static final String ALLOCATE = PREFIX + "AllocateBuffer";
    private static final String FREE = PREFIX + "FreeBuffer";
    private static final String REALLOCATE = PREFIX + "ReallocateBuffer";
    private static final String CHUNK = PREFIX + "AllocateChunk";
    private static final String CHUNK_GONE = PREFIX + "FreeChunk";

    /** Memory from the start of its first buffer to the end of its last one. */
    private record Chunk(long address, long end, int first, OfflineLedger.Memory memory) {
    }

    private final OfflineLedger ledger;
    private final Boundaries boundaries = new Boundaries();
    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    /** The length of the memory at each address, because the event of a free may name a smaller one. */
    private final Map<Long, Long> held = new HashMap<>();
    private final Parties parties = new Parties();
    private Chunk elsewhere;
    private long buffers;
    private long onHeap;
    private long inUnknownChunks;
    private String memory = "";

    NettyOperations(OfflineLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Set<String> types() {
        return Set.of(ALLOCATE, FREE, REALLOCATE, CHUNK, CHUNK_GONE);
    }

    @Override
    public String origin() {
        return "Netty";
    }

    @Override
    public boolean any() {
        return buffers > 0;
    }

    @Override
    public long leftOut() {
        return onHeap;
    }

    private static long address(RecordedEvent event) {
        return event.getBoolean("direct") ? event.getLong("address") : 0;
    }

    private static boolean isOfChunk(RecordedEvent event) {
        String type = event.getEventType().getName();
        return type.equals(CHUNK) || type.equals(CHUNK_GONE);
    }

    private static long length(RecordedEvent event) {
        return Math.max(1, event.getInt(isOfChunk(event) ? "capacity" : "maxFastCapacity"));
    }

    @Override
    public void survey(RecordedEvent event) {
        if (address(event) == 0) {
            onHeap += isOfChunk(event) ? 0 : 1;
            return;
        }
        buffers += isOfChunk(event) ? 0 : 1;
        boundaries.add(address(event));
        boundaries.add(address(event) + length(event));
    }

    @Override
    public void surveyed() {
        boundaries.seal();
        if (any()) {
            elsewhere = new Chunk(0, Long.MAX_VALUE, 0, ledger.open("netty", Math.max(1, boundaries.size()), 1, false, false));
        }
    }

    @Override
    public boolean replay(RecordedEvent event) {
        long address = address(event);
        if (address == 0) {
            return false;
        }
        long end = address + length(event);
        memory = event.getEventType().getLabel() + " of " + length(event) + " bytes at 0x" + Long.toHexString(address);
        parties.nobody();
        switch (event.getEventType().getName()) {
            case CHUNK -> opened(address, end);
            case CHUNK_GONE -> closed(address);
            case ALLOCATE -> allocated(event, address, end);
            default -> freed(event, address, end);
        }
        return true;
    }

    /** Forgets chunks that overlap a new one: their end was not recorded. */
    private void opened(long address, long end) {
        chunks.subMap(address, end).clear();
        Map.Entry<Long, Chunk> before = chunks.lowerEntry(address);
        if (before != null && before.getValue().end > address) {
            chunks.remove(before.getKey());
        }
        int first = boundaries.numberOf(address);
        chunks.put(address, new Chunk(address, end, first,
                ledger.open("netty", Math.max(1, boundaries.numberOf(end) - first), 1, false, true)));
    }

    private void closed(long address) {
        Chunk chunk = chunks.remove(address);
        if (chunk != null) {
            ledger.close(chunk.memory);
        }
    }

    private Chunk chunkOf(long address, long end) {
        Map.Entry<Long, Chunk> chunk = chunks.floorEntry(address);
        if (chunk != null && chunk.getValue().end >= end) {
            return chunk.getValue();
        }
        inUnknownChunks++;
        return elsewhere;
    }

    private void allocated(RecordedEvent event, long address, long end) {
        Chunk chunk = chunkOf(address, end);
        held.put(address, end - address);
        parties.allocated(new Parties.Place(0, address, -1), Party.of(event));
        int first = boundaries.numberOf(address);
        ledger.handOut(chunk.memory, first - chunk.first, boundaries.numberOf(end) - first);
    }

    private void freed(RecordedEvent event, long address, long saidEnd) {
        // In some Netty releases the event of a buffer that has shrunk names a smaller length than the buffer gives back.
        Long length = held.remove(address);
        long end = length == null ? saidEnd : address + length;
        Chunk chunk = chunkOf(address, end);
        parties.freed(new Parties.Place(0, address, -1), Party.of(event));
        int first = boundaries.numberOf(address);
        ledger.takeBack(chunk.memory, first - chunk.first, boundaries.numberOf(end) - first);
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
        limits.add("Netty's events tell which buffer got which memory and gave it back, not what the allocator claims, nor what a thread's"
                + " cache has: memory that was freed twice shows when two buffers have it");
        limits.add("an access to memory after its release, and a release that Netty refused, have no events");
        if (inUnknownChunks > 0) {
            limits.add(inUnknownChunks + " operations were in chunks that were there before the events began, of which nothing was known first");
        }
        if (onHeap > 0) {
            limits.add(onHeap + " events were about buffers on the heap, which have no address");
        }
        return limits;
    }
}
