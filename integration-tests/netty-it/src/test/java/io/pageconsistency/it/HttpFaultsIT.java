package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.it.Finished.Violation;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Handlers of an HTTP server with faults that real programs had. The first finding must be the guilty call, or what the fault
 * broke.
 */
class HttpFaultsIT {
    /** The first finding, and a method that must be on its stack. */
    private static final Map<String, List<String>> EXPECTED = Map.of(
            "releases-and-passes-on", List.of("USE_AFTER_FREE use", "HttpFaults$Answers.channelRead0"),
            "completes-after-a-cancel", List.of("USE_AFTER_FREE use", "HttpFaults$CompletesAfterACancel.completed"),
            "releases-between-write-and-flush",
            List.of("FREED_WHILE_HELD take back", "HttpFaults$ReleasesBetweenWriteAndFlush.channelRead0"),
            "releases-its-input-twice", List.of("DOUBLE_FREE take back", "MessageToMessageDecoder.channelRead"));

    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void brokenHandlersAreNamed(Platform platform) {
        Finished run = Java.of(platform).agent("stacks=all").recorded().run("HttpFaults").exits(0).missedNothing();
        List<RecordedEvent> recorded = run.recording().violations();
        for (String allocator : List.of("pooled", "unpooled")) {
            EXPECTED.forEach((handler, expected) -> {
                List<Violation> found = run.found("HANDLER " + allocator + ' ' + handler);
                assertThat(found).as(handler).isNotEmpty();
                Violation first = found.get(0);
                assertThat(first.kind() + ' ' + first.operation()).as(handler).isEqualTo(expected.get(0));
                assertThat(Recording.stack(recorded.get(first.sequence() - 1))).as(handler).contains(expected.get(1));
            });
            List<Violation> queued = run.found("HANDLER " + allocator + " releases-between-write-and-flush");
            assertThat(queued).filteredOn(Violation::isRoot).as("what the channel does with it follows").hasSize(1);
        }
    }
}
