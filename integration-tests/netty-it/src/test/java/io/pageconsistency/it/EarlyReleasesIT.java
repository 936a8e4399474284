package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import jdk.jfr.consumer.RecordedEvent;

/**
 * A server whose handler uses buffers after their release at random. Each fault must be found at its own call, and nothing else.
 */
@Tag("matrix")
class EarlyReleasesIT {
    private static final String PROGRAM = "EarlyReleases";

    static Stream<Platform> withFences() {
        return Stream.of(Platform.newJdk("4.1.115"), Platform.newJdk(Platform.NEWEST_NETTY));
    }

    /** The use itself is stopped, so nothing is overwritten. */
    @ParameterizedTest
    @MethodSource("withFences")
    void theUseIsFoundIfMemoryCanBeFenced(Platform platform) {
        Finished run = Java.of(platform).agent("mode=test").recorded().run(PROGRAM).exits(0).missedNothing();
        assertFound(run, Map.of("READS", "USE_AFTER_FREE in readsThroughAView", "WRITES", "USE_AFTER_FREE in writesThroughAView",
                "COUNTED", "USE_AFTER_FREE in usesTheBuffer", "TWICE", "DOUBLE_FREE in releasesAgain"));
    }

    /** A read leaves no trace, but a write does. */
    @Test
    void theDamageIsFoundIfMemoryCannotBeFenced() {
        Finished run = Java.of(Platform.oldJdk(Platform.OLDEST_NETTY)).agent("mode=test").recorded().run(PROGRAM, "reads=false").exits(0)
                .missedNothing();
        assertFound(run, Map.of("WRITES", "WRITE_AFTER_FREE of memory freed in writesThroughAView",
                "COUNTED", "USE_AFTER_FREE in usesTheBuffer", "TWICE", "DOUBLE_FREE in releasesAgain"));
    }

    private static void assertFound(Finished run, Map<String, String> faults) {
        List<RecordedEvent> violations = run.recording().violations().stream().filter(event -> !event.getString("kind").equals("LEAK"))
                .toList();
        assertThat(violations).as("root causes, all of them").allMatch(event -> event.getInt("cause") == event.getInt("sequence"));
        Map<String, Long> expected = faults.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, fault -> Long.parseLong(run.outcome(fault.getKey()))));
        assertThat(expected.values()).as("faults were made").allMatch(times -> times > 0);
        assertThat(violations.stream().collect(Collectors.groupingBy(EarlyReleasesIT::inWords, Collectors.counting())))
                .as(run.toString()).isEqualTo(expected);
        run.outcome("violations", violations.size()).outcome("followUps", 0);
    }

    private static String inWords(RecordedEvent event) {
        String kind = event.getString("kind");
        Function<Stream<String>, String> guilty = frames -> frames.filter(frame -> frame.contains("EarlyReleases."))
                .map(frame -> frame.replaceFirst(".*?EarlyReleases\\.(\\w+).*", "$1")).findFirst().orElse("?");
        return kind.equals("WRITE_AFTER_FREE") ? kind + " of memory freed in " + guilty.apply(event.getString("freedBy").lines())
                : kind + " in " + guilty.apply(Recording.stack(event).stream());
    }
}
