package io.pageconsistency.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class OutsideTest {
    private static final StackTraceElement[] IN = {new StackTraceElement("Helper", "help", null, 1),
            new StackTraceElement("Pool", "free", null, 1)};
    private static final StackTraceElement[] OUT = {new StackTraceElement("User", "use", null, 1)};
    private static final StackTraceElement[] DECIDING = {new StackTraceElement("io.pageconsistency.verdict.Parties", "refill", null, 1)};

    private final Thread one = new Thread();
    private final Thread other = new Thread();
    private final Deque<Map<Thread, StackTraceElement[]>> looks = new ArrayDeque<>();

    private boolean each() {
        return new Outside(looks::remove).each(frame -> frame.getClassName().equals("Pool"), looks.size());
    }

    @Test
    void oneLookSufficesIfNoThreadIsInside() {
        looks.add(Map.of(one, OUT, other, OUT));
        looks.add(Map.of(one, IN, other, IN));
        assertThat(each()).isTrue();
        assertThat(looks).hasSize(1);
    }

    /** The threads need not be outside at the same time: after a thread was outside, its operations are reported. */
    @Test
    void threadsMayBeOutsideAtDifferentTimes() {
        looks.addAll(List.of(Map.of(one, OUT, other, IN), Map.of(one, IN, other, OUT)));
        assertThat(each()).isTrue();
    }

    @Test
    void givesUpOnAThreadThatStaysInside() {
        looks.addAll(List.of(Map.of(one, OUT, other, IN), Map.of(one, OUT, other, IN)));
        assertThat(each()).isFalse();
    }

    @Test
    void aThreadThatHasEndedIsOutside() {
        looks.addAll(List.of(Map.of(one, OUT, other, IN), Map.of(one, OUT)));
        assertThat(each()).isTrue();
    }

    @Test
    void aThreadThatStartedMeanwhileIsIgnored() {
        looks.addAll(List.of(Map.of(one, IN), Map.of(one, OUT, other, IN)));
        assertThat(each()).isTrue();
    }

    @Test
    void aThreadThatDecidesWhetherToReportIsNotOutside() {
        looks.add(Map.of(one, DECIDING));
        assertThat(each()).isFalse();
    }
}
