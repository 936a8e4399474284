/**
 * Netty's buffers with memory of their own, each of which is a region. Begin at
 * {@link io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled}.
 */
package io.pageconsistency.agent.allocators.netty.unpooled;
