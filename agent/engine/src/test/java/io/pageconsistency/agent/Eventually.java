package io.pageconsistency.agent;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits in tests. A busy machine may pause for longer than the usual timeout of ten seconds. A long timeout costs nothing if the
 * condition becomes true.
 */
public final class Eventually {
    private Eventually() {
    }

    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2));
    }
}
