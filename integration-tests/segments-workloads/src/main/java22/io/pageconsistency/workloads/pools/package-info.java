/**
 * Pools of pages over memory segments, in the shapes that projects write. They know nothing of the agent, check nothing that is
 * given back to them, and are correct as long as their users are. All are thread-safe unless they say otherwise.
 */
package io.pageconsistency.workloads.pools;
