/**
 * Netty's allocators and buffers: for each module the symbols that it needs, the calls of hooks for each method, and how to read
 * the pool's own books. Knows the hooks, and no output. Begin at {@link io.pageconsistency.agent.allocators.netty.pooled.NettyPooled}.
 *
 * <p>Advice is for where a call does not do. It is copied into Netty's methods: it may use nothing but the boot class path and its
 * parameters, and throws nothing.
 */
package io.pageconsistency.agent.allocators.netty;
