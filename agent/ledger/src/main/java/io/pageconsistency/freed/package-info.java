/**
 * Memory that nobody has, and what is done to it meanwhile so that its use comes to light. The ledger tells
 * {@link io.pageconsistency.freed.FreedMemory} of it; a {@link io.pageconsistency.freed.Guard} does something to it.
 */
package io.pageconsistency.freed;
