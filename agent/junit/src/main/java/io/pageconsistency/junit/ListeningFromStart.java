package io.pageconsistency.junit;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

import io.pageconsistency.junit.setup.AgentPresence;

/**
 * Has violations listened for as soon as the agent is known to be there: also those before the first class, and those in
 * tests of other engines than Jupiter, which make the virtual machine fail when it ends.
 */
public final class ListeningFromStart implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (AgentPresence.ofThisJvm().isChecking()) {
            Listening.begin();
        }
    }
}
