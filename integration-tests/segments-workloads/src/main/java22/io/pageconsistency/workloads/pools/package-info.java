/**
 * Pools of pages over memory segments, in the shapes that projects write. They do not know the agent, except {@code ToldPool}. They
 * do not check what is given back to them, and are correct as long as their users are. All are thread-safe unless they say
 * otherwise. Begin at {@link io.pageconsistency.workloads.pools.BitmapPool}.
 */
package io.pageconsistency.workloads.pools;
