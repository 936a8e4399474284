package io.pageconsistency.demo;

import io.pageconsistency.PageConsistency;

/** Whether the agent is active. Its classes are not in the demo's jar, so no other class may use them before this check. */
final class Agent {
    /** Relative to the root of the project. */
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

    /** Prints the command that starts the demo with the agent. Returns the exit status. */
    static int sayHowToTurnItOn() {
        System.err.println("The page-consistency agent is not active, so nothing would be found. Start the demo with the agent:");
        System.err.println("  " + COMMAND);
        return DemoApp.NO_AGENT;
    }
}
