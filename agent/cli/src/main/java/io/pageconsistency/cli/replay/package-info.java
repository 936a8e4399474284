/** The command {@code replay}: runs the operations of a recording through a ledger again. */
package io.pageconsistency.cli.replay;
