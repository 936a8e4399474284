package io.pageconsistency.agent.output.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class EventBudgetTest {
    private long now;
    private final EventBudget budget = new EventBudget(() -> now);

    private long allowed(LongStream repeats) {
        return repeats.filter(budget::allows).count();
    }

    @Test
    void ofOneFaultTheFirstAreRecordedAndThenEverFewer() {
        long recorded = allowed(LongStream.range(0, 1_000_000));

        assertThat(recorded).isEqualTo(EventBudget.OF_A_FAULT + 10);
        assertThat(budget.unrecorded()).isEqualTo(1_000_000 - recorded);
    }

    /** Each finding is the first of its fault here, as it is when faults are no longer distinguished. */
    @Test
    void ofManyFaultsSoManyASecond() {
        assertThat(allowed(LongStream.range(0, 1_000_000).map(i -> 0))).isEqualTo(EventBudget.BURST);
        now += TimeUnit.MILLISECONDS.toNanos(500);
        assertThat(allowed(LongStream.range(0, 5_000).map(i -> 0))).isEqualTo(EventBudget.A_SECOND / 2);
        now += TimeUnit.HOURS.toNanos(1);
        assertThat(allowed(LongStream.range(0, 100_000).map(i -> 0))).isEqualTo(EventBudget.BURST);
        assertThat(budget.unrecorded()).isEqualTo(1_105_000 - 2 * EventBudget.BURST - EventBudget.A_SECOND / 2);
    }
}
