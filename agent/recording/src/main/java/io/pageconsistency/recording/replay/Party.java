package io.pageconsistency.recording.replay;

import java.time.Instant;
import java.util.List;

import io.pageconsistency.recording.Frame;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/**
 * Who did something.
 *
 * @param thread its name, or null
 * @param stack innermost first; empty where stacks were not recorded
 */
public record Party(Instant when, String thread, List<Frame> stack) {
    static Party of(RecordedEvent event) {
        RecordedThread thread = event.getThread();
        return new Party(event.getStartTime(), thread == null ? null : thread.getJavaName(), Frame.of(event.getStackTrace()));
    }
}
