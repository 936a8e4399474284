/**
 * The command {@code replay}: replays the operations of a recording against a new ledger, and prints the first contradiction. Uses
 * {@code console} and the module recording. Begin at {@code ReplayCommand}.
 */
package io.pageconsistency.cli.replay;
