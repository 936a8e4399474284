package io.pageconsistency.recording;

import java.io.IOException;
import java.nio.file.Path;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;

import io.pageconsistency.recording.event.EventNames;

/** Writes events like those of the agent, and recordings of them. */
public final class Written implements AutoCloseable {
    @Name(EventNames.VIOLATION)
    static final class ViolationEvent extends Event {
        String kind = "DOUBLE_FREE";
        String allocator = "pool";
        int regionId = 1;
        public int page;
        int pageCount = 1;
        long address = 0x1000;
        int sequence;
        int cause;
        String allocatedBy;
        String freedBy;
        boolean suspect;
        String fingerprint;
        int repeat;
    }

    @Name(EventNames.AGENT_STATUS)
    @StackTrace(false)
    static final class StatusEvent extends Event {
        String module = "pool";
        String where = "";
        int declared = 3;
        int woven = 3;
        boolean firstEventSeen = true;
        String refused;
        long trackedBytes = 4096;
        long directBytes = 8192;
        int swallowedErrors;
        int violationsBefore;
    }

    @Name(EventNames.PROCESS)
    @StackTrace(false)
    static final class ProcessEvent extends Event {
        String host = "host";
        int pid;
        String program = "app.jar";
        String java = "17";
        String agent = "1";
        long started;
    }

    @Name(EventNames.PAGE_ALLOCATION)
    @StackTrace(false)
    public static final class AllocationEvent extends Event {
        public String operation;
        int regionId = 1;
        public int page;
        int pageCount = 1;
        public int slot = -1;
        long address;
    }

    @Name(EventNames.PAGE_FREE)
    @StackTrace(false)
    public static final class FreeEvent extends Event {
        public String operation;
        int regionId = 1;
        public int page;
        int pageCount = 1;
        public int slot = -1;
        long address;
    }

    @Name(EventNames.HOLDER)
    @StackTrace(false)
    static final class HolderEvent extends Event {
        int snapshot = 1;
        int place = 1;
        String allocator = "pool";
        String calls = "";
        long heldBytes;
        int heldPieces;
        long estimatedBytes;
        int estimatedPieces;
        long age;
        boolean constant;
    }

    @Name(EventNames.REGION_PAGES)
    @StackTrace(false)
    static final class PagesEvent extends Event {
        int snapshot = 1;
        int regionId = 1;
        String allocator = "pool";
        long address;
        long pageSize = 8192;
        int pageCount;
        String states;
    }

    @Name(EventNames.REGION_STATISTICS)
    @StackTrace(false)
    static final class StatisticsEvent extends Event {
        int regionId = 1;
        String allocator = "pool";
        int regions = 1;
        long address;
        long capacity;
        int pageCount;
        int pagesReserved;
        int pagesHeld;
        long bitmapBytes;
    }

    private final Recording recording = new Recording();

    private Written() {
        recording.start();
    }

    public static Written begin() {
        return new Written();
    }

    Written process(int pid) {
        ProcessEvent event = new ProcessEvent();
        event.pid = pid;
        event.commit();
        return this;
    }

    public Written status() {
        new StatusEvent().commit();
        return this;
    }

    /** A root cause whose guilty call is the caller of this method. */
    ViolationEvent violation(int sequence) {
        ViolationEvent event = new ViolationEvent();
        event.sequence = sequence;
        event.cause = sequence;
        return event;
    }

    public Written handOut(int page, int count) {
        AllocationEvent event = new AllocationEvent();
        event.operation = "hand out";
        event.page = page;
        event.pageCount = count;
        event.commit();
        return this;
    }

    public Written reserve(int page, int count) {
        AllocationEvent event = new AllocationEvent();
        event.operation = "reserve";
        event.page = page;
        event.pageCount = count;
        event.commit();
        return this;
    }

    public Written takeBack(int page, int count) {
        FreeEvent event = new FreeEvent();
        event.operation = "take back";
        event.page = page;
        event.pageCount = count;
        event.commit();
        return this;
    }

    public Path into(Path file) throws IOException {
        recording.stop();
        recording.dump(file);
        return file;
    }

    @Override
    public void close() {
        recording.close();
    }
}
