/**
 * The audit: compares the record of a region with the books that its pool keeps itself, at a moment when neither changes. Knows
 * the ledger, and neither allocators nor outputs: allocator modules bring their {@link io.pageconsistency.agent.audit.Books}, and
 * differences go to the ledger. Begin at {@link io.pageconsistency.agent.audit.BookAuditor}.
 */
package io.pageconsistency.agent.audit;
