package io.pageconsistency.junit.recording;

import java.util.List;

import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;

/** A recorded stack in words, from the pool's own method on. */
final class Frames {
    private static final List<String> OF_THE_AGENT = List.of("io.pageconsistency.ledger.", "io.pageconsistency.hooks.",
            "io.pageconsistency.agent.");

    private Frames() {
    }

    static List<String> of(RecordedStackTrace stack) {
        return stack == null ? List.of() : stack.getFrames().stream().filter(RecordedFrame::isJavaFrame)
                .dropWhile(frame -> OF_THE_AGENT.stream().anyMatch(typeOf(frame)::startsWith)).map(Frames::inWords).toList();
    }

    private static String typeOf(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    private static String inWords(RecordedFrame frame) {
        return typeOf(frame) + "." + frame.getMethod().getName() + "(line " + frame.getLineNumber() + ")";
    }
}
