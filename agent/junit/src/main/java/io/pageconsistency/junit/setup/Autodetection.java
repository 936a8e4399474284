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
 * Switches the extension on: JUnit finds it, but does not use what it finds unless it is told to.
 *
 * <p>Told at the beginning of a discovery, as system properties, which JUnit looks at after what the project itself has
 * configured. From JUnit 5.12 on no other extension that lies on the class path comes in by the way.
 */
public final class Autodetection implements LauncherDiscoveryListener {
    static final String ENABLED = "junit.jupiter.extensions.autodetection.enabled";
    static final String INCLUDE = "junit.jupiter.extensions.autodetection.include";
    static final String EXCLUDE = "junit.jupiter.extensions.autodetection.exclude";
    private static final String OURS = "io.pageconsistency.junit.*";
    /** By name: the class names types of the agent, which may not be there yet. */
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
            Notices.line(leftOut + ": tests without @ExtendWith(PageConsistencyExtension.class) are not told apart, and their"
                    + " annotations have no effect; a violation in one makes the JVM end with status " + ExitCodes.VIOLATED);
        }
    }

    /** What keeps the extension from being found, or null. */
    static String leftOut(ConfigurationParameters configured) {
        if (!configured.getBoolean(ENABLED).orElse(false)) {
            return ENABLED + " is false";
        }
        Optional<String> include = configured.get(INCLUDE);
        Optional<String> exclude = configured.get(EXCLUDE);
        return include.isPresent() && !matches(include.get()) ? INCLUDE + " is " + include.get()
                : exclude.isPresent() && matches(exclude.get()) ? EXCLUDE + " is " + exclude.get() : null;
    }

    /** Whether one of several patterns is one of the extension's class, where {@code *} stands for anything. */
    private static boolean matches(String patterns) {
        return Arrays.stream(patterns.split(",")).map(String::strip)
                .map(pattern -> Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .anyMatch(EXTENSION::matches);
    }
}
