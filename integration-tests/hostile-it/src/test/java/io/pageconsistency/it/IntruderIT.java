package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An application can say what a pool does, and not whether it is listened to. */
class IntruderIT {
    @Test
    void nobodyElseEndsTheChecking() {
        Finished run = Launch.of(Launch.oldest()).agent().classPath(Launch.programs().toString()).run("org.example.Intruder").exits(0);
        assertThat(run.out()).as(run.toString()).containsExactly("the one that checks: IllegalCallerException",
                "one of its own: silenced", "active: true");
    }
}
