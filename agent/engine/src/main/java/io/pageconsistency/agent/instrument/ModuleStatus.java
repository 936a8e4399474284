package io.pageconsistency.agent.instrument;

/**
 * How one allocator module stands with one copy of its library.
 *
 * @param module the module's name, for example {@code netty-pooled}
 * @param where the copy: package prefix, version where it can be told, class loader; empty while none was met
 * @param declared how many classes the module means to weave
 * @param woven how many it has woven so far
 * @param firstEventSeen whether an operation of the allocator has reached the ledger
 * @param refusal why the copy is not covered, naming the missing symbol; null when it is covered
 */
public record ModuleStatus(String module, String where, int declared, int woven, boolean firstEventSeen, String refusal) {
}
