package io.pageconsistency.recording.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import io.pageconsistency.recording.file.Progress;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;

/** Writes a recording of events with the names and fields of the agent's and of Netty's events. */
public final class Written implements AutoCloseable {
    private static final long CHUNK = 0x7f00_0000_0000L;

    private final Recording recording = new Recording();
    private final Path file;

    Written(Path directory, String... settings) {
        file = directory.resolve("written.jfr");
        Map<String, String> all = recording.getSettings();
        for (String setting : settings) {
            all.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        recording.setSettings(all);
        recording.start();
    }

    void enable(String... types) {
        for (String type : types) {
            recording.enable(type);
        }
    }

    Written opened(int region, int pages) {
        RegionOpened event = new RegionOpened();
        event.regionId = region;
        event.allocator = "netty-pooled";
        event.pageSize = 8192;
        event.pageCount = pages;
        event.commit();
        return this;
    }

    Written closed(int region) {
        return closed(region, false);
    }

    /** @param collected whether the garbage collector took the pool */
    Written closed(int region, boolean collected) {
        RegionClosed event = new RegionClosed();
        event.regionId = region;
        event.collected = collected;
        event.commit();
        return this;
    }

    Written reserve(int region, int page, int count) {
        return allocation("reserve", region, page, count, -1);
    }

    Written handOut(int region, int page, int count) {
        return allocation("hand out", region, page, count, -1);
    }

    Written takeBack(int region, int page, int count) {
        return free("take back", region, page, count, -1);
    }

    Written release(int region, int page, int count) {
        return free("release", region, page, count, -1);
    }

    Written allocation(String operation, int region, int page, int count, int slot) {
        PageAllocation event = new PageAllocation();
        event.operation = operation;
        event.regionId = region;
        event.page = page;
        event.pageCount = count;
        event.slot = slot;
        event.commit();
        return this;
    }

    Written free(String operation, int region, int page, int count, int slot) {
        PageFree event = new PageFree();
        event.operation = operation;
        event.regionId = region;
        event.page = page;
        event.pageCount = count;
        event.slot = slot;
        event.commit();
        return this;
    }

    Written reported(int region, int sequence) {
        Violation event = new Violation();
        event.regionId = region;
        event.sequence = sequence;
        event.commit();
        return this;
    }

    Written chunk(int offset, int capacity) {
        AllocateChunk event = new AllocateChunk();
        event.address = CHUNK + offset;
        event.capacity = capacity;
        event.direct = true;
        event.commit();
        return this;
    }

    Written chunkGone(int offset, int capacity) {
        FreeChunk event = new FreeChunk();
        event.address = CHUNK + offset;
        event.capacity = capacity;
        event.direct = true;
        event.commit();
        return this;
    }

    Written buffer(int offset, int length) {
        AllocateBuffer event = new AllocateBuffer();
        event.address = CHUNK + offset;
        event.maxFastCapacity = length;
        event.direct = true;
        event.commit();
        return this;
    }

    Written bufferOnHeap() {
        new AllocateBuffer().commit();
        return this;
    }

    Written bufferGone(int offset, int length) {
        FreeBuffer event = new FreeBuffer();
        event.address = CHUNK + offset;
        event.maxFastCapacity = length;
        event.direct = true;
        event.commit();
        return this;
    }

    Written bufferGrows(int offset, int length) {
        ReallocateBuffer event = new ReallocateBuffer();
        event.address = CHUNK + offset;
        event.maxFastCapacity = length;
        event.direct = true;
        event.commit();
        return this;
    }

    Replayed replay() throws IOException {
        return Replay.of(file(), Progress.NONE);
    }

    Path file() throws IOException {
        recording.stop();
        recording.dump(file);
        return file;
    }

    @Override
    public void close() {
        recording.close();
    }

    @Name("io.pageconsistency.Violation")
    static final class Violation extends Event {
        int regionId;
        int sequence;
    }

    @Name("io.pageconsistency.RegionOpened")
    static final class RegionOpened extends Event {
        int regionId;
        String allocator;
        long pageSize;
        int pageCount;
    }

    @Name("io.pageconsistency.RegionClosed")
    static final class RegionClosed extends Event {
        int regionId;
        boolean collected;
    }

    @Name("io.pageconsistency.PageAllocation")
    static final class PageAllocation extends Event {
        String operation;
        int regionId;
        int page;
        int pageCount;
        int slot;
        long address;
    }

    @Name("io.pageconsistency.PageFree")
    static final class PageFree extends Event {
        String operation;
        int regionId;
        int page;
        int pageCount;
        int slot;
        long address;
    }

    @Name("io.netty.AllocateChunk")
    static final class AllocateChunk extends Event {
        long address;
        int capacity;
        boolean direct;
    }

    @Name("io.netty.FreeChunk")
    static final class FreeChunk extends Event {
        long address;
        int capacity;
        boolean direct;
    }

    @Name("io.netty.AllocateBuffer")
    static final class AllocateBuffer extends Event {
        long address;
        int maxFastCapacity;
        boolean direct;
    }

    @Name("io.netty.FreeBuffer")
    static final class FreeBuffer extends Event {
        long address;
        int maxFastCapacity;
        boolean direct;
    }

    @Name("io.netty.ReallocateBuffer")
    static final class ReallocateBuffer extends Event {
        long address;
        int maxFastCapacity;
        boolean direct;
    }
}
