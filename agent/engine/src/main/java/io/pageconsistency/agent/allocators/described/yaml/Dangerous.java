package io.pageconsistency.agent.allocators.described.yaml;

import java.util.Optional;
import java.util.Set;

/**
 * Classes that cannot be woven without breaking what weaves them: whatever happens in such a class would be recorded by code that
 * uses it, or while it is being loaded.
 *
 * <p>Which classes of {@code java.base} the loading of classes and we ourselves depend on differs from release to release. So
 * what is allowed there is named, and not what is forbidden: collections that pools are made of, and that no code of ours uses.
 */
final class Dangerous {
    private static final Set<String> MODULES = Set.of("java.base", "java.instrument", "java.management", "jdk.jfr");
    /** With what crosses is written down. */
    private static final Set<String> OURS = Set.of("io.pageconsistency", "io.pageconsistency.nativememory", "io.pageconsistency.hooks",
            "io.pageconsistency.ledger", "io.pageconsistency.bitmap", "io.pageconsistency.region",
            "io.pageconsistency.verdict", "io.pageconsistency.report", "io.pageconsistency.pools", "io.pageconsistency.tracking");

    static final Set<String> ALLOWED = Set.of("java.util.Stack", "java.util.Vector", "java.util.LinkedList",
            "java.util.concurrent.ConcurrentLinkedDeque", "java.util.concurrent.LinkedBlockingDeque", "java.util.concurrent.LinkedTransferQueue",
            "java.util.concurrent.PriorityBlockingQueue");

    private Dangerous() {
    }

    /** Why a class cannot be described, and what is allowed; null if it can. */
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
