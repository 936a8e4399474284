package io.pageconsistency.junit.setup;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Finds or attaches the agent at the beginning of a test run, before any test class is loaded. */
public final class AgentAtStart implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        AgentPresence.ofThisJvm();
    }
}
