package io.pageconsistency.recording;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** Fields of an event that another version of the agent may have written: one that is missing has a value that says nothing. */
final class Fields {
    private Fields() {
    }

    static String text(RecordedEvent event, String name) {
        return event.hasField(name) ? event.getString(name) : null;
    }

    /** Also of a field that is narrower. */
    static long number(RecordedEvent event, String name, long otherwise) {
        return event.hasField(name) ? event.getLong(name) : otherwise;
    }

    static int count(RecordedEvent event, String name) {
        return (int) number(event, name, 0);
    }

    static boolean is(RecordedEvent event, String name) {
        return event.hasField(name) && event.getBoolean(name);
    }

    /** In milliseconds of the epoch. */
    static long time(RecordedEvent event) {
        return event.getStartTime().toEpochMilli();
    }

    /** The name of the thread that wrote it, or null. */
    static String thread(RecordedEvent event) {
        RecordedThread thread = event.getThread();
        return thread == null ? null : thread.getJavaName() != null ? thread.getJavaName() : thread.getOSName();
    }
}
