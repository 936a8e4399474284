package io.pageconsistency.agent.allocators.described.model;

import java.util.List;

/**
 * The path to a value: a root and then steps. A step reads a field, calls a method without parameters, takes each element, or casts
 * the value to another type.
 *
 * @param argument the index of the argument, from 0; only used if the root is an argument
 */
public record Path(Root root, int argument, List<Step> steps) {
    /** The root of a path. */
    public enum Root {
        RETURN, THIS, ARGUMENT
    }

    /** The kind of a step. */
    public enum Kind {
        FIELD, METHOD,
        /** Continues with each element of an array, a collection, an optional or a future. */
        EACH,
        /** Casts the value to a type. A value of another type is skipped. */
        AS
    }

    /** @param name the name of the field, the method or the type; empty for {@link Kind#EACH} */
    public record Step(Kind kind, String name) {
        @Override
        public String toString() {
            return switch (kind) {
                case FIELD -> "." + name;
                case METHOD -> "." + name + "()";
                case EACH -> "[]";
                case AS -> "(" + name + ")";
            };
        }
    }

    public static Path of(Root root) {
        return new Path(root, 0, List.of());
    }

    public static Path ofArgument(int argument) {
        return new Path(Root.ARGUMENT, argument, List.of());
    }

    /** The root as it is written in a description. */
    public String start() {
        return switch (root) {
            case RETURN -> "return";
            case THIS -> "this";
            case ARGUMENT -> "arg" + argument;
        };
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(start());
        steps.forEach(text::append);
        return text.toString();
    }
}
