package io.pageconsistency.recording.replay;

import java.util.List;
import java.util.Set;

import jdk.jfr.consumer.RecordedEvent;

/** Recorded events of one origin. Each is seen twice: first to learn what memory there is, then to be replayed. */
interface Operations {
    Set<String> types();

    /** In the order of time. */
    void survey(RecordedEvent event);

    /** Everything has been surveyed. */
    void surveyed();

    /**
     * In the order of time again.
     *
     * @return whether it was an operation, and was replayed
     */
    boolean replay(RecordedEvent event);

    /** Whether there was anything to replay. */
    boolean any();

    /** How many events say too little to be replayed. */
    long leftOut();

    /** In words. */
    String origin();

    /** What the event just replayed was about, in words. */
    String memory();

    /** Who last got, and who last gave back, the memory of the event just replayed, before it; null for nobody. */
    Party allocatedBy();

    Party freedBy();

    /** What such events cannot show, and what was left out here. */
    List<String> limits();
}
