/**
 * The operations that hooks record, on all pools alike: the healthy path is here, and hands on to the verdict what is not as usual.
 * With it the opening and closing of regions, counters and the scan. The only room that others call. Begin at
 * {@link io.pageconsistency.ledger.Ledger}.
 */
package io.pageconsistency.ledger;
