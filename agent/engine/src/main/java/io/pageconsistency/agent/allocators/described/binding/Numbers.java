package io.pageconsistency.agent.allocators.described.binding;

import java.util.Set;

/** The types of numbers that can be a place or an amount. */
final class Numbers {
    private static final Set<String> PRIMITIVES = Set.of("byte", "short", "int", "long");
    private static final Set<String> BOXES = Set.of("java.lang.Byte", "java.lang.Short", "java.lang.Integer", "java.lang.Long");
    private static final Set<String> OTHERS = Set.of("void", "boolean", "char", "float", "double");

    private Numbers() {
    }

    static boolean isPrimitive(String type) {
        return PRIMITIVES.contains(type);
    }

    static boolean areIn(String type) {
        return isPrimitive(type) || BOXES.contains(type);
    }

    /** Whether a value of this type cannot stand for memory. */
    static boolean cannotBeIn(String type) {
        return OTHERS.contains(type);
    }
}
