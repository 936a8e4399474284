package io.pageconsistency.jmc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of the documentation about a kind of finding; those pages are in this jar as well. */
record KindPage(String kind) {
    private static final Pattern FIRST_SENTENCE = Pattern.compile("\n## What it means\n\n(.+?\\.)\\s", Pattern.DOTALL);

    /** Its name there, and in the agent's jar. */
    private String name() {
        return "docs/kinds/" + kind.toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
    }

    /** What prints it where there is only the jar. */
    String command() {
        return "unzip -p page-consistency.jar " + name();
    }

    /** What the kind means, in one sentence; nothing for a kind of a newer agent. */
    String meaning() {
        try (InputStream page = KindPage.class.getResourceAsStream("/" + name())) {
            if (page == null) {
                return "";
            }
            Matcher sentence = FIRST_SENTENCE.matcher(new String(page.readAllBytes(), StandardCharsets.UTF_8));
            return sentence.find() ? sentence.group(1).replaceAll("\\s+", " ") : "";
        } catch (IOException e) {
            throw new UncheckedIOException(name(), e);
        }
    }
}
