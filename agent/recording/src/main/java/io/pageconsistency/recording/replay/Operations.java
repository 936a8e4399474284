package io.pageconsistency.recording.replay;

import java.util.List;
import java.util.Set;

import jdk.jfr.consumer.RecordedEvent;

/** Recorded events of one origin. Each event is read twice: first to learn the layout of memory, then to replay the operation. */
interface Operations {
    Set<String> types();

    /** First pass: reads an event, in the order of time. */
    void survey(RecordedEvent event);

    /** Ends the first pass. */
    void surveyed();

    /**
     * Second pass: replays an event, in the order of time.
     *
     * @return whether the event was an operation that could be replayed
     */
    boolean replay(RecordedEvent event);

    /** Whether there were operations to replay. */
    boolean any();

    /** The number of events that say too little to be replayed. */
    long leftOut();

    /** The origin in words. */
    String origin();

    /** The memory of the event that was replayed last, in words. */
    String memory();

    /**
     * The parties that last got and last gave back the memory of the event that was replayed last, as they were before it. Null if
     * there is none.
     */
    Party allocatedBy();

    Party freedBy();

    /** What events of this origin cannot show, and what was left out. */
    List<String> limits();
}
