package io.pageconsistency.junit;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

import io.pageconsistency.junit.setup.AgentPresence;

/**
 * Begins to listen for violations as soon as the agent is found. So violations before the first class, and those in tests of
 * engines other than Jupiter, make the virtual machine end with a failure status.
 */
public final class ListeningFromStart implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (AgentPresence.ofThisJvm().isChecking()) {
            Listening.begin();
        }
    }
}
