package io.pageconsistency.jmc;

import java.util.Locale;

/** The page of the documentation about a kind of finding. */
record KindPage(String kind) {
    /** What prints it where there is only the agent's jar. */
    String command() {
        return "unzip -p page-consistency.jar docs/kinds/" + kind.toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
    }
}
