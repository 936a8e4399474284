package io.pageconsistency.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The settings, each a configuration parameter of JUnit or a system property.
 *
 * @param strict whether tests fail if they are not checked
 * @param recordings the directory for recordings of failures, or null for none
 * @param mode the mode, or null for the agent's own; a string, because without an agent its types may be missing
 */
record Settings(boolean strict, Path recordings, String mode) {
    /** The agent's modes, by name. */
    static final List<String> MODES = List.of("production", "test");

    private static final String PREFIX = "pageconsistency.junit.";
    private static final List<String> ANSWERS = List.of("false", "true");

    /** @throws ExtensionConfigurationException if a value is not allowed */
    static Settings of(ExtensionContext context) {
        return new Settings(oneOf(ANSWERS, context, "strict", "false").equals("true"), context.getConfigurationParameter(PREFIX + "recordings")
                .map(given -> given.equals("off") ? null : Path.of(given)).orElseGet(() -> usual(context)),
                oneOf(MODES, context, "mode", null));
    }

    private static String oneOf(List<String> allowed, ExtensionContext context, String key, String otherwise) {
        String given = context.getConfigurationParameter(PREFIX + key).orElse(null);
        if (given == null) {
            return otherwise;
        }
        String value = given.toLowerCase(Locale.ROOT);
        if (!allowed.contains(value)) {
            throw new ExtensionConfigurationException(PREFIX + key + " cannot be '" + given + "'; allowed: " + String.join(", ", allowed));
        }
        return value;
    }

    /** The default directory: in the output of Gradle or Maven. */
    private static Path usual(ExtensionContext context) {
        if (context.getConfigurationParameter(PREFIX + "recordings").isPresent()) {
            return null;
        }
        Path build = Path.of("build");
        return (Files.isDirectory(build) && !Files.isDirectory(Path.of("target")) ? build : Path.of("target"))
                .resolve("page-consistency");
    }
}
