package io.pageconsistency;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits for a condition. The library's default of ten seconds is too short for a busy machine; a longer limit costs nothing on
 * success.
 */
public final class Eventually {
    private Eventually() {
    }

    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2));
    }
}
