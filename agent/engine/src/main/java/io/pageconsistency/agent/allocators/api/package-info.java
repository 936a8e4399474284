/**
 * The library through which pools report their own operations. The agent fills in its empty methods. Begin at
 * {@link io.pageconsistency.agent.allocators.api.PoolsOwnWords}.
 */
package io.pageconsistency.agent.allocators.api;
