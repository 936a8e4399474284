package io.pageconsistency.workloads;

import io.netty.buffer.ByteBufAllocator;

/**
 * Creates Netty's adaptive allocators by reflection, because the oldest Netty that these programs are compiled against does not
 * have them.
 */
final class AdaptivePools {
    private AdaptivePools() {
    }

    /** Returns null if this Netty has none. */
    static ByteBufAllocator orNull() {
        try {
            return cached(false);
        } catch (IllegalStateException e) {
            return null;
        }
    }

    /** @param cached whether every thread that Netty cleans up gets its own memory */
    static ByteBufAllocator cached(boolean cached) {
        try {
            return (ByteBufAllocator) Class.forName("io.netty.buffer.AdaptiveByteBufAllocator")
                    .getConstructor(boolean.class, boolean.class).newInstance(true, cached);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
