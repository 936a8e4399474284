package io.pageconsistency.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What can be set, as a configuration parameter of JUnit or a system property.
 *
 * @param strict whether tests that are not checked fail
 * @param recordings where recordings of what failed are left, or null for nowhere
 * @param mode how thoroughly everything is checked, or null for as the agent was told; a name, because without an agent its types may
 *        be missing
 */
record Settings(boolean strict, Path recordings, String mode) {
    private static final String PREFIX = "pageconsistency.junit.";

    /** @throws ExtensionConfigurationException when a value is not allowed */
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

    /** Among what the build leaves, whichever build it is. */
    private static Path usual(ExtensionContext context) {
        if (context.getConfigurationParameter(PREFIX + "recordings").isPresent()) {
            return null;
        }
        Path build = Path.of("build");
        return (Files.isDirectory(build) && !Files.isDirectory(Path.of("target")) ? build : Path.of("target"))
                .resolve("page-consistency");
    }
}
