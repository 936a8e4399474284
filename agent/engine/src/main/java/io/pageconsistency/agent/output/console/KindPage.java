package io.pageconsistency.agent.output.console;

import java.util.Locale;

import io.pageconsistency.ViolationKind;

/** The page that explains a kind of violation: its meaning, its usual causes and what to do. */
public final class KindPage {
    private static final String DIRECTORY = "docs/kinds/";

    private KindPage() {
    }

    /** The path of a kind's page, in the project's directory and in the agent's jar. */
    public static String of(ViolationKind kind) {
        return DIRECTORY + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
    }
}
