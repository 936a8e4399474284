package io.pageconsistency.junit.setup;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;

import io.pageconsistency.jvm.ExitCodes;

/**
 * Enables the extension: JUnit finds extensions on the class path, but uses them only if autodetection is enabled.
 *
 * <p>This sets system properties at the beginning of a discovery; the project's own configuration has precedence. From JUnit 5.12
 * on only this extension is included; older versions enable all extensions on the class path.
 */
public final class Autodetection implements LauncherDiscoveryListener {
    static final String ENABLED = "junit.jupiter.extensions.autodetection.enabled";
    static final String INCLUDE = "junit.jupiter.extensions.autodetection.include";
    static final String EXCLUDE = "junit.jupiter.extensions.autodetection.exclude";
    private static final String OURS = "io.pageconsistency.junit.*";
    /** A string, because loading the class would need the agent's types, which may not be there yet. */
    private static final String EXTENSION = "io.pageconsistency.junit.PageConsistencyExtension";
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    @Override
    public void launcherDiscoveryStarted(LauncherDiscoveryRequest request) {
        ConfigurationParameters configured = request.getConfigurationParameters();
        if (configured.get(ENABLED).isEmpty()) {
            System.setProperty(ENABLED, "true");
            if (configured.get(INCLUDE).isEmpty()) {
                System.setProperty(INCLUDE, OURS);
            }
        }
        String leftOut = leftOut(configured);
        if (leftOut != null && TOLD.compareAndSet(false, true)) {
            Notices.line(leftOut + ": in tests without @ExtendWith(PageConsistencyExtension.class) a violation does not fail the test, but"
                    + " makes the JVM end with status " + ExitCodes.VIOLATED + "; the annotations of this library have no effect there");
        }
    }

    /** The setting that keeps the extension from being registered, or null. */
    static String leftOut(ConfigurationParameters configured) {
        if (!configured.getBoolean(ENABLED).orElse(false)) {
            return ENABLED + " is false";
        }
        Optional<String> include = configured.get(INCLUDE);
        Optional<String> exclude = configured.get(EXCLUDE);
        return include.isPresent() && !matches(include.get()) ? INCLUDE + " is " + include.get()
                : exclude.isPresent() && matches(exclude.get()) ? EXCLUDE + " is " + exclude.get() : null;
    }

    /** Whether one of several patterns matches the extension's class; {@code *} matches anything. */
    private static boolean matches(String patterns) {
        return Arrays.stream(patterns.split(",")).map(String::strip)
                .map(pattern -> Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .anyMatch(EXTENSION::matches);
    }
}
