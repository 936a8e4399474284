package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An application can report operations of a pool, but cannot end the checking. */
class IntruderIT {
    @Test
    void anApplicationCannotEndTheChecking() {
        Finished run = Launch.of(Launch.oldest()).agent().classPath(Launch.programs().toString()).run("org.example.Intruder").exits(0);
        assertThat(run.out()).as(run.toString()).containsExactly("the one that checks: IllegalCallerException",
                "one of its own: silenced", "active: true");
    }
}
