/**
 * The audit: compares the record of a region with the books that its pool itself keeps, at a moment when neither changes. This
 * package knows the ledger. It knows neither allocators nor outputs: allocator modules provide their
 * {@link io.pageconsistency.agent.audit.Books}, and differences go to the ledger. Begin at
 * {@link io.pageconsistency.agent.audit.BookAuditor}.
 */
package io.pageconsistency.agent.audit;
