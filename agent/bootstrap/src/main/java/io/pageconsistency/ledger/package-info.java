/**
 * The operations that hooks record, the same for all pools. The fast path is here; whatever is unexpected goes to the verdict
 * package. This package also opens and closes regions, counts and scans. Other packages use the record only through it. Begin at
 * {@link io.pageconsistency.ledger.Ledger}.
 */
package io.pageconsistency.ledger;
