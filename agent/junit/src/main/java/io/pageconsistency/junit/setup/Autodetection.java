package io.pageconsistency.junit.setup;

import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;

/**
 * Switches the extension on: JUnit finds it, but does not use what it finds unless it is told to.
 *
 * <p>Told at the beginning of a discovery, as system properties, which JUnit looks at behind what the project itself has
 * configured. From JUnit 5.12 on no other extension that lies on the class path comes in by the way.
 */
public final class Autodetection implements LauncherDiscoveryListener {
    static final String ENABLED = "junit.jupiter.extensions.autodetection.enabled";
    static final String INCLUDE = "junit.jupiter.extensions.autodetection.include";
    private static final String OURS = "io.pageconsistency.junit.*";
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    @Override
    public void launcherDiscoveryStarted(LauncherDiscoveryRequest request) {
        ConfigurationParameters configured = request.getConfigurationParameters();
        if (configured.get(ENABLED).isEmpty()) {
            System.setProperty(ENABLED, "true");
            if (configured.get(INCLUDE).isEmpty()) {
                System.setProperty(INCLUDE, OURS);
            }
        } else if (!configured.getBoolean(ENABLED).orElse(false) && TOLD.compareAndSet(false, true)) {
            Notices.line(ENABLED + " is false: only tests with @ExtendWith(PageConsistencyExtension.class) are checked");
        }
    }
}
