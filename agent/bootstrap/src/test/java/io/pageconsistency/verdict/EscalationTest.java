package io.pageconsistency.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.pageconsistency.background.ManualTime;

class EscalationTest {
    private static final int MOST = 10_000;

    private static final long TEN_MINUTES = TimeUnit.MINUTES.toNanos(10);

    private final ManualTime time = new ManualTime();
    private final Escalation escalation = new Escalation(time);

    private int left(String pool) {
        int stacks = 0;
        for (; escalation.wants(pool); stacks++) {
            escalation.spend();
        }
        return stacks;
    }

    @Test
    void isBoundedAndOnlyForPoolsWithFindings() {
        escalation.refill(MOST);
        assertThat(escalation.wants()).isFalse();
        assertThat(escalation.found("one")).isTrue();
        assertThat(escalation.found("one")).isFalse();
        assertThat(escalation.wants("another")).isFalse();
        assertThat(left("one")).isEqualTo(MOST);
        assertThat(escalation.wants()).isFalse();
        escalation.refill(10);
        assertThat(left("one")).isEqualTo(10 * Escalation.TIMES);
        escalation.refill(Integer.MAX_VALUE);
        assertThat(left("one")).isEqualTo(MOST);
    }

    @Test
    void endsIfNothingMoreIsFound() {
        escalation.found("one");
        time.pass(TEN_MINUTES - 1);
        escalation.refill(1);
        assertThat(escalation.wants("one")).isTrue();
        time.pass(2);
        escalation.refill(1);
        assertThat(escalation.wants("one")).isFalse();
        assertThat(escalation.wants()).isFalse();
        assertThat(escalation.found("one")).as("anew").isTrue();
    }

    /** Descriptions of pools may use any number of names. */
    @Test
    void theNumberOfPoolsIsBounded() {
        for (int i = 0; i < 1_000; i++) {
            escalation.found("pool " + i);
        }
        assertThat(escalation.wants("pool 0")).isTrue();
        assertThat(escalation.wants("pool 999")).isFalse();
    }
}
