package io.pageconsistency.recording.replay;

import java.time.Instant;
import java.util.List;

import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.recording.event.JdkEvent;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A party of an operation.
 *
 * @param thread the name of the thread, or null
 * @param stack innermost first; empty if stacks were not recorded
 */
public record Party(Instant when, String thread, List<Frame> stack) {
    static Party of(RecordedEvent event) {
        JdkEvent read = new JdkEvent(event);
        return new Party(event.getStartTime(), read.thread(), read.stack());
    }
}
