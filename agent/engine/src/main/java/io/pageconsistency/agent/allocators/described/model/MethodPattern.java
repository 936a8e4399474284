package io.pageconsistency.agent.allocators.described.model;

import java.util.List;

/**
 * A method as a description names it.
 *
 * @param returnType a type's name; null for any
 * @param name the method's name; {@code <init>} for a constructor
 * @param parameters the types' names, each with or without its package; null if the description gives no parameters
 */
public record MethodPattern(String returnType, String name, List<String> parameters) {
    /** The name of a constructor in class files. */
    public static final String CONSTRUCTOR = "<init>";

    public boolean isConstructor() {
        return name.equals(CONSTRUCTOR);
    }

    /**
     * Whether a name in a description stands for a type.
     *
     * @param pattern with or without a package; between an outer class and a nested one {@code $} and {@code .} mean the same
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
