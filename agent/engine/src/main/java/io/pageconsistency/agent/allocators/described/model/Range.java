package io.pageconsistency.agent.allocators.described.model;

/**
 * Which elements of an array or a collection cross.
 *
 * @param from the first one's index
 * @param end what the word says it is
 */
public record Range(Bound from, Word word, Bound end) {
    /** What the second number is. */
    public enum Word {
        /** The index of the last element. */
        TO,
        /** The index after that of the last element. */
        UNTIL,
        /** How many there are. */
        COUNT
    }

    /** @param path null for a constant */
    public record Bound(long constant, Path path) {
        @Override
        public String toString() {
            return path == null ? Long.toString(constant) : path.toString();
        }
    }

    @Override
    public String toString() {
        return from + " " + word.name().toLowerCase(java.util.Locale.ROOT) + " " + end;
    }
}
