package io.pageconsistency.agent.allocators.described.model;

import java.util.List;

/**
 * A method as a description names it.
 *
 * @param returnType a type's name, or null for any
 * @param name or {@code <init>} for a constructor
 * @param parameters the types' names, each with its package or without; null when the name alone is to be enough
 */
public record MethodPattern(String returnType, String name, List<String> parameters) {
    /** What a constructor is called in class files. */
    public static final String CONSTRUCTOR = "<init>";

    public boolean isConstructor() {
        return name.equals(CONSTRUCTOR);
    }

    /**
     * Whether a type's name in a description means a type.
     *
     * @param pattern with or without a package; {@code $} and {@code .} both stand between a nested class and its outer one
     * @param type as in Java source, for example {@code java.util.Map.Entry[]}
     */
    public static boolean means(String pattern, String type) {
        String wanted = pattern.replace('$', '.');
        String actual = type.replace('$', '.');
        return actual.equals(wanted) || actual.endsWith("." + wanted);
    }

    @Override
    public String toString() {
        return (returnType == null ? "" : returnType + " ") + name
                + (parameters == null ? "" : "(" + String.join(", ", parameters) + ")");
    }
}
