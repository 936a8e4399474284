/** Runs recorded operations of pools through a ledger again. */
package io.pageconsistency.recording.replay;
