package io.pageconsistency.demo;

import io.pageconsistency.PageConsistency;

/** Whether the agent is there. Its classes are not in the demo's jar, so nothing of it may be touched before asking. */
final class Agent {
    /** As seen from the project's root. */
    static final String COMMAND = "java -javaagent:agent/dist/target/page-consistency.jar=recording=demo.jfr"
            + " -jar demo-app/target/demo-app.jar";

    private Agent() {
    }

    static boolean isOn() {
        try {
            return PageConsistency.isActive();
        } catch (NoClassDefFoundError e) {
            return false;
        }
    }

    /** Prints the command and returns the exit status for this case. */
    static int sayHowToTurnItOn() {
        System.err.println("The page-consistency agent is not active, so nothing would be found. Start the demo with the agent:");
        System.err.println("  " + COMMAND);
        return DemoApp.NO_AGENT;
    }
}
