package io.pageconsistency.recording.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;

/** An event that the JDK's own library has read. */
public record JdkEvent(RecordedEvent event) implements AgentEvent {
    private static final long NANOS = 1_000_000_000;

    @Override
    public String type() {
        return event.getEventType().getName();
    }

    @Override
    public String text(String field) {
        return event.hasField(field) ? event.getString(field) : null;
    }

    @Override
    public long number(String field, long otherwise) {
        return event.hasField(field) ? event.getLong(field) : otherwise;
    }

    @Override
    public boolean is(String field) {
        return event.hasField(field) && event.getBoolean(field);
    }

    @Override
    public long nanos() {
        Instant start = event.getStartTime();
        return start.getEpochSecond() * NANOS + start.getNano();
    }

    @Override
    public String thread() {
        RecordedThread thread = event.getThread();
        return thread == null ? null : thread.getJavaName() != null ? thread.getJavaName() : thread.getOSName();
    }

    @Override
    public List<Frame> stack() {
        RecordedStackTrace stack = event.getStackTrace();
        List<Frame> frames = new ArrayList<>();
        for (RecordedFrame recorded : stack == null ? List.<RecordedFrame>of() : stack.getFrames()) {
            if (recorded.isJavaFrame() && recorded.getMethod() != null && recorded.getMethod().getType() != null) {
                frames.add(Frame.of(recorded.getMethod().getType().getName(), recorded.getMethod().getName(), recorded.getLineNumber()));
            }
        }
        return Frame.ofTheProgram(frames);
    }
}
