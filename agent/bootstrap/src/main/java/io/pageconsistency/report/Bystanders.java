package io.pageconsistency.report;

/** Classes that are on many stacks and never at fault: those of the JDK, the agent and test frameworks. */
final class Bystanders {
    private static final String[] PREFIXES = {
        // Accessors that reflection generates after some calls are in no module.
        "jdk.internal.reflect.",
        "io.pageconsistency.hooks.",
        // These are on the stack between the pool that is given memory and the pool that gets quarantined memory back.
        "io.pageconsistency.tracking.QuarantineTracker", "io.pageconsistency.freed.Quarantine",
        "io.pageconsistency.agent.allocators.netty.pooled.PooledWayBack",
        "io.pageconsistency.junit.", "org.junit.", "junit.", "org.testng.",
        "org.apache.maven.surefire.", "org.gradle.", "worker.org.gradle.",
        "com.intellij.rt.", "org.eclipse.jdt.internal.", "org.assertj.core.", "org.awaitility.", "org.mockito.",
    };

    private Bystanders() {
    }

    static boolean isOne(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk.")) || isOne(frame.getClassName());
    }

    private static boolean isOne(String type) {
        if (type.contains("pageconsistency.api.")) {
            // The API through which pools report their memory; it may be relocated.
            return true;
        }
        for (String prefix : PREFIXES) {
            if (type.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
