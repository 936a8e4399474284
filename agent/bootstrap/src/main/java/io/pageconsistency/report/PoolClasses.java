package io.pageconsistency.report;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which classes belong to a pool. The first frame of a stack that is in none of them is the call that used the pool.
 *
 * <p>The module that weaves a pool names its classes. If none are named, as for a pool that uses the API, the pool's class is that
 * of the innermost frame, with all classes nested in the same outermost class.
 *
 * <p>Keeps only names, so no class is kept alive. Thread-safe.
 */
public final class PoolClasses {
    /** The classes of one allocator module. Thread-safe. */
    public static final class Own {
        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private final Set<String> packages = ConcurrentHashMap.newKeySet();
        private final Map<String, Set<String>> handingOn = new ConcurrentHashMap<>();

        private Own() {
        }

        /** Adds a class by its binary name, with the classes that are nested in it or generated from it. */
        public Own type(String name) {
            names.add(name);
            return this;
        }

        /** Adds all classes with a prefix. */
        public Own prefix(String prefix) {
            packages.add(prefix);
            return this;
        }

        /** Adds some methods of all classes with a prefix: methods that only pass on calls of others. */
        public Own handingOn(String prefix, Set<String> methods) {
            handingOn.put(prefix, methods);
            return this;
        }

        private boolean isEmpty() {
            return names.isEmpty() && packages.isEmpty();
        }

        private boolean has(StackTraceElement frame) {
            String type = frame.getClassName();
            if (names.contains(type)) {
                return true;
            }
            for (int dollar = type.indexOf('$', 1); dollar > 0; dollar = type.indexOf('$', dollar + 1)) {
                if (names.contains(type.substring(0, dollar))) {
                    return true;
                }
            }
            for (String prefix : packages) {
                if (type.startsWith(prefix)) {
                    return true;
                }
            }
            for (Map.Entry<String, Set<String>> each : handingOn.entrySet()) {
                if (each.getValue().contains(frame.getMethodName()) && type.startsWith(each.getKey())) {
                    return true;
                }
            }
            return false;
        }

        /**
         * The index of the call that used the pool.
         *
         * @param frames innermost first
         * @return if all frames belong to the pool, the index of the outermost of them; -1 if no frame can be at fault
         */
        public int callerIn(StackTraceElement[] frames) {
            String scope = null;
            int own = -1;
            for (int i = 0; i < frames.length; i++) {
                String type = frames[i].getClassName();
                if (Bystanders.isOne(frames[i])) {
                    continue;
                }
                if (scope == null) {
                    scope = outermost(type);
                }
                if (isEmpty() ? outermost(type).equals(scope) : has(frames[i])) {
                    own = i;
                } else {
                    return i;
                }
            }
            return own;
        }

        private static String outermost(String type) {
            int dollar = type.indexOf('$', 1);
            return dollar < 0 ? type : type.substring(0, dollar);
        }
    }

    private final Map<String, Own> byAllocator = new ConcurrentHashMap<>();

    /** The classes of an allocator module. Later additions also apply to earlier findings. */
    public Own of(String allocator) {
        Own known = byAllocator.get(allocator);
        if (known != null) {
            return known;
        }
        Own made = new Own();
        Own first = byAllocator.putIfAbsent(allocator, made);
        return first == null ? made : first;
    }

    /** The classes of a pool without named classes. */
    public static Own unknown() {
        return new Own();
    }
}
