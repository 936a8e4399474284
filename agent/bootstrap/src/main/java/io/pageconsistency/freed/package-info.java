/**
 * Guards free memory, so that its use is noticed. The ledger tells {@link io.pageconsistency.freed.FreedMemory} which memory
 * becomes free and which is used again; in between a {@link io.pageconsistency.freed.Guard} poisons or fences it. Begin at
 * {@link io.pageconsistency.freed.FreedMemory}.
 */
package io.pageconsistency.freed;
