package io.pageconsistency.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoolHistoryTest {
    private final PoolHistory history = new PoolHistory("pool");

    private void at(long time) {
        history.add(new PoolHistory.Point(time, 1, 100, 50, 10));
    }

    @Test
    void staysShortHoweverLongItLasts() {
        for (int i = 0; i < 1_000_000; i++) {
            at(i);
        }

        assertThat(history.size()).isBetween(PoolHistory.MOST / 2, PoolHistory.MOST);
        assertThat(history.point(0).time()).isZero();
        assertThat(history.point(history.size() - 1).time()).isGreaterThan(990_000);
    }

    @Test
    void isInTheOrderOfTime() {
        at(5);
        at(3);
        at(4);

        history.sort();

        assertThat(history.point(0).time()).isEqualTo(3);
        assertThat(history.point(2).time()).isEqualTo(5);
    }
}
