package io.pageconsistency.agent.allocators.described.model;

import java.util.List;

/**
 * The way to a value: where it begins, then from field to field, or through methods without parameters, on the way perhaps as
 * another type.
 *
 * @param argument which one, from 0; only where the root is an argument
 */
public record Path(Root root, int argument, List<Step> steps) {
    /** Where a path begins. */
    public enum Root {
        RETURN, THIS, ARGUMENT
    }

    /** How it goes on. */
    public enum Kind {
        FIELD, METHOD,
        /** From here on each element: of an array, a collection, an optional or a future. */
        EACH,
        /** The same value, as a type that its declaration does not promise; whatever is not of that type is left out. */
        AS
    }

    /** @param name of the field, the method or the type; empty for each element */
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

    /** The root as it is written. */
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
