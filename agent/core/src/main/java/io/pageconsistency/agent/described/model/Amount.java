package io.pageconsistency.agent.described.model;

/**
 * A number of bytes, or of pages where a pool counts in pages: given as it is, or to be found somewhere.
 *
 * @param constant holds where there is no path
 * @param path null for a constant
 */
public record Amount(long constant, Path path) {
    @Override
    public String toString() {
        return path == null ? Long.toString(constant) : path.toString();
    }
}
