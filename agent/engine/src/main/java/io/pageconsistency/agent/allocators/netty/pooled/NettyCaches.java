package io.pageconsistency.agent.allocators.netty.pooled;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.WovenClass;

/**
 * The caches that the pooled allocator of Netty keeps for each thread: what is put into one that has been freed is lost.
 *
 * <p>Apart from {@link NettyPooled}, which is to be covered whatever becomes of the caches, and also where there are none.
 */
public final class NettyCaches implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-caches";

    private static final String CACHE = "PoolThreadCache";
    private static final String ENTRY = CACHE + "$MemoryRegionCache$Entry";

    private final List<WovenClass> classes = List.of(
            new WovenClass(CACHE)
                    .weave(CacheAdvice.Made.class, "void", "<init>", "PoolArena", "PoolArena", "int", "int", "int", "int")
                    .weave(CacheAdvice.Adding.class, "boolean", "add", "PoolArena", "PoolChunk", "java.nio.ByteBuffer", "long", "int")
                    .weaveOnDemand(QuarantineAdvice.Keeping.class, "boolean", "add", "PoolArena", "PoolChunk", "java.nio.ByteBuffer", "long", "int")
                    .weave(CacheAdvice.Freeing.class, "void", "free", "boolean")
                    .field("java.util.concurrent.atomic.AtomicBoolean", "freed"),
            new WovenClass(CACHE + "$MemoryRegionCache")
                    .weave(CacheAdvice.EntryFreeing.class, "void", "freeEntry", ENTRY),
            new WovenClass(ENTRY)
                    .field("PoolChunk", "chunk")
                    .field("long", "handle"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String home() {
        return "netty.buffer.";
    }

    @Override
    public Set<String> packages() {
        return Set.of(home(), "netty.util.");
    }

    @Override
    public Map<String, Set<String>> handingOn() {
        return HandingOn.METHODS;
    }

    @Override
    public List<WovenClass> classes() {
        return classes;
    }

    @Override
    public boolean isExpected() {
        return false;
    }
}
