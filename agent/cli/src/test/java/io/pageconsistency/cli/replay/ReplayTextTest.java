package io.pageconsistency.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.pageconsistency.recording.replay.Replayed;
import org.junit.jupiter.api.Test;

class ReplayTextTest {
    private static String headline(long operations, long leftOut) {
        return ReplayText.lines(new Replayed(operations, leftOut, List.of("Netty"), null, List.of("why"))).get(0);
    }

    /** Otherwise a reader would take operations that were left out for correct ones. */
    @Test
    void operationsLeftOutAreNamedFirst() {
        assertThat(headline(1_200, 0)).isEqualTo("1,200 operations replayed, of the events of Netty: nothing contradicts the record");
        assertThat(headline(1, 9_999)).isEqualTo("1 operations replayed and 9,999 left out, of the events of Netty: nothing contradicts the record");
        assertThat(headline(0, 9_999)).isEqualTo("0 operations replayed and 9,999 left out, of the events of Netty: nothing was checked");
    }
}
