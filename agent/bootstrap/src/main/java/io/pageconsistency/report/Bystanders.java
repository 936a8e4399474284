package io.pageconsistency.report;

/** Who is on many stacks and guilty of nothing: the JDK, the agent, and what runs tests. */
final class Bystanders {
    private static final String[] PREFIXES = {
        // What reflection makes after some calls is in no module.
        "jdk.internal.reflect.",
        "io.pageconsistency.hooks.",
        // Between a pool that is given something and the one that gets something back.
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
            // Pools tell of their memory through it; it may be relocated.
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
