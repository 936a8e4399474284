package io.pageconsistency.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.output.console.KindPage;

/** The documentation pages of the kinds of violations. */
final class Pages {
    private Pages() {
    }

    /** The text of a page; null if there is none. */
    static String text(String kind) {
        String name = about(kind);
        try (InputStream in = name == null ? null : ClassLoader.getSystemResourceAsStream(name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return null;
        }
    }

    /** The page of a kind, or null for one that this version does not know. */
    static String about(String kind) {
        try {
            return KindPage.of(ViolationKind.valueOf(kind));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
