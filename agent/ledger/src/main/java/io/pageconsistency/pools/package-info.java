/**
 * Pools that are known by a description or by their own word: what is handed out is turned into regions and pages here, so that
 * the ledger can judge it.
 */
package io.pageconsistency.pools;
