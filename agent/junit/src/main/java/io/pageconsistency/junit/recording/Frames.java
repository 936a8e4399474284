package io.pageconsistency.junit.recording;

import java.util.List;
import java.util.stream.Stream;

import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;

/** A recorded stack in words, from the pool's own method on. */
final class Frames {
    private static final List<String> OF_THE_AGENT = Stream
            .of("ledger", "verdict", "report", "region", "bitmap", "hooks", "pools", "ground", "life", "pins", "boot", "api", "agent").map(name -> "io.pageconsistency." + name + ".").toList();

    private Frames() {
    }

    static List<String> of(RecordedStackTrace stack) {
        return stack == null ? List.of() : stack.getFrames().stream().filter(RecordedFrame::isJavaFrame)
                .dropWhile(frame -> isOfTheAgent(typeOf(frame))).map(Frames::inWords).toList();
    }

    /** Whether a class is one that lies on the way from a pool to the recorder; applications may have packages beside those. */
    static boolean isOfTheAgent(String type) {
        return OF_THE_AGENT.stream().anyMatch(type::startsWith);
    }

    private static String typeOf(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    private static String inWords(RecordedFrame frame) {
        return typeOf(frame) + "." + frame.getMethod().getName() + "(line " + frame.getLineNumber() + ")";
    }
}
