package io.pageconsistency.jmc;

import java.util.Locale;

/** The documentation page of a kind of violation. */
record KindPage(String kind) {
    /** The shell command that prints the page from the agent's jar. */
    String command() {
        return "unzip -p page-consistency.jar docs/kinds/" + kind.toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
    }
}
