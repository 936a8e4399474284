package io.pageconsistency.agent.allocators.described.model;

/**
 * The elements of an array or a collection that are transferred.
 *
 * @param from the index of the first element
 * @param end its meaning depends on the word
 */
public record Range(Bound from, Word word, Bound end) {
    /** The meaning of the second number. */
    public enum Word {
        /** The index of the last element. */
        TO,
        /** The index after the last element. */
        UNTIL,
        /** The number of elements. */
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
