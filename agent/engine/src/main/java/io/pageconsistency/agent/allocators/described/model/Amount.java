package io.pageconsistency.agent.allocators.described.model;

/**
 * How much memory: a number that is given as it is, or that is to be found somewhere.
 *
 * @param constant holds where there is no path
 * @param path null for a constant
 * @param unit what the number counts
 */
public record Amount(long constant, Path path, Unit unit) {
    /** What a number counts. */
    public enum Unit {
        /** Pages where the pool's pages are numbered, and bytes elsewhere. */
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
