/**
 * The library through which pools speak for themselves: fills in its empty methods. Begin at
 * {@link io.pageconsistency.agent.allocators.api.PoolsOwnWords}.
 */
package io.pageconsistency.agent.allocators.api;
