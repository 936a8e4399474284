package io.pageconsistency.poison;

/**
 * How much is poisoned.
 *
 * @param extents that are now
 * @param bytes of those
 * @param made how many extents were poisoned so far
 * @param checked how many extents were looked at so far before they were used, or released, or when all was scanned
 * @param skipped how many would have been poisoned, had there not been {@value Poison#MOST} already
 */
public record PoisonFigures(long extents, long bytes, long made, long checked, long skipped) {
}
