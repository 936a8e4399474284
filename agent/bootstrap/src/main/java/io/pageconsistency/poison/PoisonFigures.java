package io.pageconsistency.poison;

/**
 * How much memory is poisoned.
 *
 * @param extents the number of poisoned extents now
 * @param bytes the poisoned bytes now
 * @param made the number of extents poisoned so far
 * @param checked the number of checks so far: before a use, before a free, and in scans
 * @param skipped the number of extents that were not poisoned because there were {@value Poison#MOST} already
 */
public record PoisonFigures(long extents, long bytes, long made, long checked, long skipped) {
}
