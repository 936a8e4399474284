/** Runs recorded operations of pools through a ledger again, to the first one that contradicts it. */
package io.pageconsistency.recording.replay;
