/**
 * Netty's adaptive allocator: chunks that are carved up for buffers by magazines. Begin at {@link
 * io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive}.
 */
package io.pageconsistency.agent.allocators.netty.adaptive;
