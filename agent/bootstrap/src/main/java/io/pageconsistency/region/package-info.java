/**
 * Regions, each one contiguous piece of memory that a pool carves up: how they are laid out and found, the record of their units,
 * and what faults have left of them. Uses the bitmap. Neither judges nor reports. Begin at
 * {@link io.pageconsistency.region.Region}.
 */
package io.pageconsistency.region;
