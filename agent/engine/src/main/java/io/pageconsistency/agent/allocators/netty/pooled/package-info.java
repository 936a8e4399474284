/**
 * Netty's pooled allocator: its chunks, which are regions, their runs of pages and slots, and the caches of threads. Begin at
 * {@link io.pageconsistency.agent.allocators.netty.pooled.NettyPooled}.
 */
package io.pageconsistency.agent.allocators.netty.pooled;
