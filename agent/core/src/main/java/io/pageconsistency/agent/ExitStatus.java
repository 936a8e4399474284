package io.pageconsistency.agent;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Changes the status with which the virtual machine ends, if there is reason to.
 *
 * <p>A shutdown hook cannot: to change the status it must halt, and the other hooks, which run beside it, would be cut off in
 * the middle of their work. So this uses the step the JDK itself has behind all of them, where it deletes temporary files.
 * The package with the means is opened to the agent's own class loader alone.
 */
final class ExitStatus {
    /** The JDK takes the first three steps for itself, and allows ten. */
    private static final int LAST_STEP = 9;
    private static final String ACCESS = "jdk.internal.access";

    private ExitStatus() {
    }

    /**
     * @param reasons asked when everything else has ended; what it says is printed
     * @param status the status if there are any
     * @throws ReflectiveOperationException when this JDK does not work as expected; nothing has changed then
     */
    static void override(Instrumentation instrumentation, int status, Supplier<List<String>> reasons)
            throws ReflectiveOperationException {
        instrumentation.redefineModule(Object.class.getModule(), Set.of(),
                Map.of(ACCESS, Set.of(ExitStatus.class.getModule())), Map.of(), Set.of(), Map.of());
        Object access = Class.forName(ACCESS + ".SharedSecrets").getMethod("getJavaLangAccess").invoke(null);
        Runnable last = () -> {
            List<String> all = reasons.get();
            if (!all.isEmpty()) {
                System.err.println("[page-consistency] strict: status " + status + ", because " + String.join("; ", all));
                System.err.flush();
                Runtime.getRuntime().halt(status);
            }
        };
        Class.forName(ACCESS + ".JavaLangAccess")
                .getMethod("registerShutdownHook", int.class, boolean.class, Runnable.class)
                .invoke(access, LAST_STEP, false, last);
    }
}
