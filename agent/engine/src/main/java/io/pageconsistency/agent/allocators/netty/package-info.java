/**
 * Netty's allocators and buffers. Each module lists the symbols that it needs and the calls of hooks for each method; some also
 * read the pool's own books. These packages know the hooks, but no output. Begin at
 * {@link io.pageconsistency.agent.allocators.netty.pooled.NettyPooled}.
 *
 * <p>Advice is used only where a call of a hook is not enough. It is copied into Netty's methods. So it may use only the boot class
 * path and its parameters, and it throws nothing of its own.
 */
package io.pageconsistency.agent.allocators.netty;
