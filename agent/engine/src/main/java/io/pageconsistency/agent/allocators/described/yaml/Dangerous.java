package io.pageconsistency.agent.allocators.described.yaml;

import java.util.Optional;
import java.util.Set;

/**
 * Classes that must not be woven. The agent uses them, or the JVM needs them to load classes. So a hook in such a class would call
 * itself, or run while the class that it needs is being loaded.
 *
 * <p>The set of these classes in {@code java.base} differs between releases. So for {@code java.base} there is a list of allowed
 * classes instead: collections that pools are made of, and that the agent does not use.
 */
final class Dangerous {
    private static final Set<String> MODULES = Set.of("java.base", "java.instrument", "java.management", "jdk.jfr");
    /** Packages that write the record. */
    private static final Set<String> OURS = Set.of("io.pageconsistency", "io.pageconsistency.nativememory", "io.pageconsistency.hooks",
            "io.pageconsistency.ledger", "io.pageconsistency.bitmap", "io.pageconsistency.region",
            "io.pageconsistency.verdict", "io.pageconsistency.report", "io.pageconsistency.pools", "io.pageconsistency.tracking");

    static final Set<String> ALLOWED = Set.of("java.util.Stack", "java.util.Vector", "java.util.LinkedList",
            "java.util.concurrent.ConcurrentLinkedDeque", "java.util.concurrent.LinkedBlockingDeque", "java.util.concurrent.LinkedTransferQueue",
            "java.util.concurrent.PriorityBlockingQueue");

    private Dangerous() {
    }

    /** The reason why a class cannot be described, and what is allowed instead; null if it can be described. */
    static String reason(String type) {
        if (ALLOWED.contains(type)) {
            return null;
        }
        String packageName = type.substring(0, Math.max(0, type.lastIndexOf('.')));
        if (OURS.contains(packageName)) {
            return "a class of the agent itself; allowed: a class of the application or a library";
        }
        for (String name : MODULES) {
            Optional<Module> module = ModuleLayer.boot().findModule(name);
            if (module.isPresent() && module.get().getPackages().contains(packageName)) {
                return "a class of " + name + ", on which the agent itself or the loading of classes may depend; allowed: a class of the "
                        + "application or a library, and of java.base " + String.join(", ", ALLOWED.stream().sorted().toList());
            }
        }
        return null;
    }
}
