package io.pageconsistency.agent.allocators.netty.pooled;

import static io.pageconsistency.agent.instrument.advice.Value.argument;
import static io.pageconsistency.agent.instrument.advice.Value.field;
import static io.pageconsistency.agent.instrument.advice.Value.result;
import static io.pageconsistency.agent.instrument.advice.Value.self;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.hooks.CacheHooks;

/**
 * The caches that Netty's pooled allocator keeps for each thread. Memory that is put into a freed cache is lost; releases up to
 * 4.1.84 do not check for this.
 *
 * <p>A separate module, so that {@link NettyPooled} covers a copy of the library even if the caches are missing or not as expected.
 */
public final class NettyCaches implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-caches";

    private static final String CACHE = "PoolThreadCache";
    private static final String ENTRY = CACHE + "$MemoryRegionCache$Entry";

    private final List<WovenClass> classes = List.of(
            new WovenClass(CACHE)
                    .weave(caches().atReturn("begun", self()), "void", "<init>", "PoolArena", "PoolArena", "int", "int", "int", "int")
                    // Every release of memory that reaches a cache goes through this method.
                    .weave(caches().atEntry("putting", self(), field("freed"), argument(1), argument(3))
                                    .atReturn("put", field("freed"), result()),
                            "boolean", "add", "PoolArena", "PoolChunk", "java.nio.ByteBuffer", "long", "int")
                    .weaveOnDemand(Insertion.copying(QuarantineAdvice.Keeping.class),
                            "boolean", "add", "PoolArena", "PoolChunk", "java.nio.ByteBuffer", "long", "int")
                    // The method does nothing when it is called a second time.
                    .weave(caches().atEntry("ending", self()).atReturn("ended", self()).atThrow("ended", self()), "void", "free", "boolean")
                    .field("java.util.concurrent.atomic.AtomicBoolean", "freed"),
            new WovenClass(CACHE + "$MemoryRegionCache")
                    // Also called for a cache in use, when it has too much in stock.
                    .weave(caches().atEntry("givingBack", argument(0).its("chunk"), argument(0).its("handle")), "void", "freeEntry", ENTRY),
            new WovenClass(ENTRY)
                    .field("PoolChunk", "chunk")
                    .field("long", "handle"));

    private static Insertion caches() {
        return Insertion.calling(CacheHooks.class);
    }

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
