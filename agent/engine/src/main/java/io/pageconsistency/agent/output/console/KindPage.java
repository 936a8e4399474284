package io.pageconsistency.agent.output.console;

import java.util.Locale;

import io.pageconsistency.ViolationKind;

/** Where to read what a kind of violation means, what usually causes it and what to do. */
public final class KindPage {
    private static final String DIRECTORY = "docs/kinds/";

    private KindPage() {
    }

    /** The page of a kind, from the project's directory; under the same name it lies in the agent's jar. */
    public static String of(ViolationKind kind) {
        return DIRECTORY + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
    }
}
