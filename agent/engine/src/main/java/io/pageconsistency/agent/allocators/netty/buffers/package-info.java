/**
 * The lives of Netty's buffers, of whichever allocator: reference counts, composites, the queues of channels, recycled objects.
 * Begin at {@link io.pageconsistency.agent.allocators.netty.buffers.NettyBuffers}.
 */
package io.pageconsistency.agent.allocators.netty.buffers;
