package io.pageconsistency.junit.setup;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Looks for the agent as the first thing that happens in a test run, before any class of the tests is looked at. */
public final class AgentAtStart implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        AgentPresence.ofThisJvm();
    }
}
