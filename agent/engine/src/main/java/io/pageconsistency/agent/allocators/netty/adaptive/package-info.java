/**
 * Netty's adaptive allocator: magazines carve chunks up for buffers. Begin at
 * {@link io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive}.
 */
package io.pageconsistency.agent.allocators.netty.adaptive;
