package io.pageconsistency.junit.setup;

import java.nio.file.Path;

/**
 * Whether the agent is checking this virtual machine, and if not, why not and what to do about it.
 *
 * <p>Determined once; if the agent is missing, it is attached. Immutable, thread-safe.
 */
public final class AgentPresence {
    private static final String API = "io.pageconsistency.PageConsistency";

    /** The system property that prevents attaching the agent, if it is {@code false}. */
    static final String ATTACH = "pageconsistency.junit.attach";

    private static AgentPresence ofThisJvm;

    private final String problem;

    private AgentPresence(String problem) {
        this.problem = problem;
    }

    /** Finds the agent, or attaches it, at the first call. */
    public static synchronized AgentPresence ofThisJvm() {
        if (ofThisJvm == null) {
            ofThisJvm = new AgentPresence(find());
            if (!ofThisJvm.isChecking()) {
                Notices.line(ofThisJvm.advice());
            }
        }
        return ofThisJvm;
    }

    /** Whether the agent is active. */
    public boolean isChecking() {
        return problem == null;
    }

    /** What is wrong, and exactly what to add; null if nothing is wrong. */
    public String advice() {
        return problem == null ? null : "these tests are NOT checked: " + problem + System.lineSeparator() + AgentJar.advice();
    }

    private static String find() {
        if (active()) {
            return hidden();
        }
        if (!Boolean.parseBoolean(System.getProperty(ATTACH, "true"))) {
            return "the agent is not active, and " + ATTACH + " is " + System.getProperty(ATTACH);
        }
        Path jar = AgentJar.find();
        if (jar == null) {
            return "the agent is not active, and cannot be attached because page-consistency.jar is not on the class path";
        }
        String failure = SelfAttach.attach(jar);
        if (failure == null && !active()) {
            failure = "it did not start";
        }
        return failure == null ? hidden() : "the agent is not active, and could not be attached: " + failure;
    }

    /** Asks only the boot class loader, because other loaders might find the jar on a class path. */
    private static boolean active() {
        try {
            return (Boolean) Class.forName(API, true, null).getMethod("isActive").invoke(null);
        } catch (ClassNotFoundException e) {
            return false;
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException("the agent in this virtual machine is of another version", e);
        }
    }

    private static String hidden() {
        try {
            ClassLoader loader = Class.forName(API, false, AgentPresence.class.getClassLoader()).getClassLoader();
            return loader == null ? null : "the class loader of the tests, " + loader + ", has classes of the agent of its own";
        } catch (ClassNotFoundException | LinkageError e) {
            return "the class loader of the tests does not see the agent's classes: " + e;
        }
    }
}
