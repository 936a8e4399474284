package io.pageconsistency.agent.allocators.described.model;

/**
 * What decides whether memory crosses in a run of a method. Read on entry of a take-back, and after a hand-out.
 *
 * @param wanted whether memory crosses where it is true, or where it is not
 * @param path to what is looked at
 * @param relation how it compares; null where it is a yes or no itself
 * @param other with what it is compared: a path, a number, {@code null}, or the name of an enum's constant
 * @param otherPath the same as a path, or null if it is none
 */
public record Condition(boolean wanted, Path path, Relation relation, String other, Path otherPath) {
    /** How two values compare. */
    public enum Relation {
        EQUAL("=="), UNEQUAL("!="), AT_MOST("<="), AT_LEAST(">="), LESS("<"), MORE(">");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /** Whether it is about an order, which only numbers have. */
        public boolean isOrder() {
            return this != EQUAL && this != UNEQUAL;
        }

        /** Whether it holds. @param order of the two values, as comparators have it */
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

    /** The word in front of it. */
    public String key() {
        return wanted ? "if" : "unless";
    }

    @Override
    public String toString() {
        return relation == null ? path.toString() : path + " " + relation.sign() + " " + other;
    }
}
