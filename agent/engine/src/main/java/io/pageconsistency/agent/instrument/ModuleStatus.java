package io.pageconsistency.agent.instrument;

/**
 * The state of one allocator module for one copy of its library.
 *
 * @param module the module's name, for example {@code netty-pooled}
 * @param where the copy: package prefix, version if it is known, class loader; empty if no copy was met
 * @param declared how many classes the module is to weave
 * @param woven how many classes it has woven so far
 * @param firstEventSeen whether an operation of the allocator has reached the ledger
 * @param refusal why the copy is not covered, with the name of the missing symbol; null if it is covered
 */
public record ModuleStatus(String module, String where, int declared, int woven, boolean firstEventSeen, String refusal) {
}
