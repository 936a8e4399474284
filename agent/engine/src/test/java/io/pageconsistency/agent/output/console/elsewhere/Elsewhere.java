package io.pageconsistency.agent.output.console.elsewhere;

import java.util.function.Supplier;

/** A caller in another package than the tests of reports. */
public final class Elsewhere {
    private Elsewhere() {
    }

    public static <T> T calls(Supplier<T> action) {
        return action.get();
    }
}
