package io.pageconsistency.agent.allocators.described.model;

/**
 * Decides whether a call of a method transfers memory. It is evaluated before a take-back, and after a hand-out.
 *
 * @param wanted whether memory is transferred if the condition is true, or if it is false
 * @param path leads to the value on the left
 * @param relation the comparison; null if the value on the left is itself a boolean
 * @param other the right side: a path, a number, {@code null}, or the name of an enum's constant
 * @param otherPath the right side as a path; null if it is not a path
 */
public record Condition(boolean wanted, Path path, Relation relation, String other, Path otherPath) {
    /** The comparison of two values. */
    public enum Relation {
        EQUAL("=="), UNEQUAL("!="), AT_MOST("<="), AT_LEAST(">="), LESS("<"), MORE(">");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /** Whether this compares the order of two values, which is only possible for numbers. */
        public boolean isOrder() {
            return this != EQUAL && this != UNEQUAL;
        }

        /**
         * Whether the relation holds.
         *
         * @param order the result of comparing the two values, as from a comparator
         */
        public boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case UNEQUAL -> order != 0;
                case AT_MOST -> order <= 0;
                case AT_LEAST -> order >= 0;
                case LESS -> order < 0;
                case MORE -> order > 0;
            };
        }
    }

    /** The key of the condition in a description. */
    public String key() {
        return wanted ? "if" : "unless";
    }

    @Override
    public String toString() {
        return relation == null ? path.toString() : path + " " + relation.sign() + " " + other;
    }
}
