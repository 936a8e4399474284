/**
 * Regions: contiguous pieces of memory that a pool carves up. Their layout, the look-up by address, the record of their units, and
 * the residues of earlier faults. Uses the bitmap package; neither judges nor reports. Begin at
 * {@link io.pageconsistency.region.Region}.
 */
package io.pageconsistency.region;
