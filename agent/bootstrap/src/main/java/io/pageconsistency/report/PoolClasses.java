package io.pageconsistency.report;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which classes are a pool's own: the first frame of a stack that is not in one of them is the call that used the pool.
 *
 * <p>Whoever weaves a pool says which classes those are. Of a pool that nobody speaks for (one that tells of its memory itself) it is
 * the class of the innermost frame, with all that is nested in the same outermost class.
 *
 * <p>Keeps names only, so no class is kept alive. Thread-safe.
 */
public final class PoolClasses {
    /** The classes of one allocator module. Thread-safe. */
    public static final class Own {
        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private final Set<String> packages = ConcurrentHashMap.newKeySet();
        private final Map<String, Set<String>> handingOn = new ConcurrentHashMap<>();

        private Own() {
        }

        /** Adds a class, by its binary name, and with it what is nested in it or generated from it. */
        public Own type(String name) {
            names.add(name);
            return this;
        }

        /** Adds all classes whose names begin so. */
        public Own prefix(String prefix) {
            packages.add(prefix);
            return this;
        }

        /** Adds some methods of all classes whose names begin so: they hand on calls of others. */
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
         * The place of the call that used the pool.
         *
         * @param frames innermost first
         * @return where all frames are the pool's own, that of the outermost; -1 where all are the JDK's
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

    /** Those of an allocator module. What is added to them counts from then on, for what was found before as well. */
    public Own of(String allocator) {
        Own known = byAllocator.get(allocator);
        if (known != null) {
            return known;
        }
        Own made = new Own();
        Own first = byAllocator.putIfAbsent(allocator, made);
        return first == null ? made : first;
    }

    /** Those of a pool that nobody speaks for. */
    public static Own unknown() {
        return new Own();
    }
}
