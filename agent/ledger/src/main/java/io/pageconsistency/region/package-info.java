/**
 * Regions, each one contiguous piece of memory that a pool carves up: how they lie and are found, the record of their units, and
 * what faults have left of them. Knows the bitmap, and neither judges nor reports. Begin at
 * {@link io.pageconsistency.region.Region}.
 */
package io.pageconsistency.region;
