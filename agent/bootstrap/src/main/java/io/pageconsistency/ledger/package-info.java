/**
 * The operations that hooks record, the same on all pools. The healthy path is here; whatever is unexpected goes to the verdict.
 * Also opens and closes regions, counts, and scans. The other packages call only this one of the record. Begin at
 * {@link io.pageconsistency.ledger.Ledger}.
 */
package io.pageconsistency.ledger;
