/**
 * Free memory, and what is done to it so that its use is noticed. The ledger tells {@link io.pageconsistency.freed.FreedMemory}
 * what becomes free and what is used again; a {@link io.pageconsistency.freed.Guard} does something to it in between.
 */
package io.pageconsistency.freed;
