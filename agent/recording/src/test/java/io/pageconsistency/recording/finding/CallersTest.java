package io.pageconsistency.recording.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.recording.event.Frame;

/** The choice of the guilty call on a stack. */
class CallersTest {
    private static final Frame POOL = new Frame("io.netty.buffer.PoolArena", "free", "PoolArena.java", 238);
    private static final Frame WRAPPER = new Frame("app.Wrapper", "release", "Wrapper.java", 7);
    private static final Frame USER = new Frame("io.pageconsistency.demo.scenario.RunFreedTwice", "run", "RunFreedTwice.java", 32);
    private static final Frame EARLIER = new Frame("io.pageconsistency.demo.scenario.RunFreedTwice", "run", "RunFreedTwice.java", 31);
    /** The fingerprint that an agent wrote for these two frames. For that agent the wrapper is a class of the pool. */
    private static final String FINGERPRINT = "0e59530f54f9-f8a14130";

    private static Finding finding(String fingerprint, Frame... stack) {
        return new Finding("DOUBLE_FREE", 1, 1, "pool", 1, 0, 1, 0, "main", 0, List.of(stack), null,
                new EarlierParty("main", "1 ms earlier", List.of(POOL, WRAPPER, EARLIER), 0), false, fingerprint, 0);
    }

    @Test
    void isTheOneThatTheFingerprintIsOf() {
        Finding finding = finding(FINGERPRINT, POOL, WRAPPER, USER);

        assertThat(finding.guilty()).isEqualTo(USER);
        assertThat(Callers.earlier(finding, finding.freedBy())).isEqualTo(2);
    }

    @Test
    void withoutAFingerprintItIsTheFirstFrameOutsideThePool() {
        assertThat(finding(null, POOL, WRAPPER, USER).guilty()).isEqualTo(WRAPPER);
        assertThat(finding("000000000000-00000000", POOL, WRAPPER, USER).guilty()).isEqualTo(WRAPPER);
        assertThat(finding(null, new Frame("java.util.Map", "get", "Map.java", 1), new Frame("a.Pool$Inner", "free", "Pool.java", 1),
                new Frame("a.Pool", "free", "Pool.java", 1), USER).guilty()).isEqualTo(USER);
        assertThat(finding(null, new Frame("x.shaded.netty4.buffer.PoolArena", "free", "PoolArena.java", 1), USER).guilty()).isEqualTo(USER);
        assertThat(finding(null).guilty()).isNull();
        assertThat(finding(null, POOL).guilty()).isEqualTo(POOL);
    }
}
