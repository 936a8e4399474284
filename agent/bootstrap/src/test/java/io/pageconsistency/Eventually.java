package io.pageconsistency;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait. The ten seconds that are usual are no more than a busy machine may pause, and what happens costs no patience. */
public final class Eventually {
    private Eventually() {
    }

    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2));
    }
}
