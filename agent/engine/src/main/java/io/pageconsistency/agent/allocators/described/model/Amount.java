package io.pageconsistency.agent.allocators.described.model;

/**
 * An amount of memory: a constant, or the path to a number.
 *
 * @param constant the number; only used if there is no path
 * @param path null for a constant
 * @param unit what the number counts
 */
public record Amount(long constant, Path path, Unit unit) {
    /** What a number counts. */
    public enum Unit {
        /** {@code UNSAID} means pages if the pool numbers its pages, and bytes otherwise. */
        UNSAID(""), BYTES(" B"), PAGES(" pages");

        private final String suffix;

        Unit(String suffix) {
            this.suffix = suffix;
        }
    }

    @Override
    public String toString() {
        return (path == null ? Long.toString(constant) : path.toString()) + unit.suffix;
    }
}
