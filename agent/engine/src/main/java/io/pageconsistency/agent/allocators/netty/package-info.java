/**
 * Netty's allocators and buffers: for each module the symbols that it needs, the advice for each method, and how to read the
 * pool's own books. Knows the hooks, and no output. Begin at {@link io.pageconsistency.agent.allocators.netty.NettyPooled}.
 */
package io.pageconsistency.agent.allocators.netty;
