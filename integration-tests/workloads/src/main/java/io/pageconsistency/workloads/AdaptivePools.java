package io.pageconsistency.workloads;

import io.netty.buffer.ByteBufAllocator;

/** Netty's adaptive allocators, which the oldest Netty that these programs are compiled against does not have. */
final class AdaptivePools {
    private AdaptivePools() {
    }

    /** Null where this Netty has none. */
    static ByteBufAllocator orNull() {
        try {
            return cached(false);
        } catch (IllegalStateException e) {
            return null;
        }
    }

    /** @param cached whether every thread that Netty cleans up after has memory of its own */
    static ByteBufAllocator cached(boolean cached) {
        try {
            return (ByteBufAllocator) Class.forName("io.netty.buffer.AdaptiveByteBufAllocator")
                    .getConstructor(boolean.class, boolean.class).newInstance(true, cached);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
