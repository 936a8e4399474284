package io.pageconsistency.junit;

import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final String PREFIX = "pageconsistency.junit.";

    /** @throws ExtensionConfigurationException if a value is not allowed */
    static Settings of(ExtensionContext context) {
        String strict = context.getConfigurationParameter(PREFIX + "strict").orElse("false").toLowerCase(Locale.ROOT);
        if (!strict.equals("true") && !strict.equals("false")) {
            throw new ExtensionConfigurationException(PREFIX + "strict cannot be '" + strict + "'; allowed: false, true");
        }
        return new Settings(strict.equals("true"), context.getConfigurationParameter(PREFIX + "recordings")
                .map(given -> given.equals("off") ? null : Path.of(given)).orElseGet(() -> usual(context)),
                context.getConfigurationParameter(PREFIX + "mode").map(Settings::mode).orElse(null));
    }

    private static String mode(String given) {
        String mode = given.toLowerCase(Locale.ROOT);
        if (!mode.equals("production") && !mode.equals("test")) {
            throw new ExtensionConfigurationException(PREFIX + "mode cannot be '" + given + "'; allowed: production, test");
        }
        return mode;
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
