package io.pageconsistency.agent.netty;

import java.util.List;

import net.bytebuddy.asm.Advice;

import io.pageconsistency.agent.weaving.AllocatorModule;
import io.pageconsistency.agent.weaving.WovenClass;
import io.pageconsistency.hooks.Uncovered;

/**
 * Netty's adaptive allocator, which is not recorded: noticed when it makes its first chunk, that is with its first buffer.
 *
 * <p>Its being loaded says nothing: 4.2 makes one for its defaults also where every buffer comes from the pooled allocator.
 */
public final class NettyAdaptive implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-adaptive";

    private final List<WovenClass> classes = List.of(
            new WovenClass("AdaptivePoolingAllocator$Chunk")
                    // The constructor without parameters makes a sentinel, not a chunk.
                    .weave(Used.class, "void", "<init>", "AbstractByteBuf", "AdaptivePoolingAllocator$Magazine"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String home() {
        return "netty.buffer.";
    }

    @Override
    public List<WovenClass> classes() {
        return classes;
    }

    @Override
    public boolean covers() {
        return false;
    }

    /** Who relocates a library relocates the names of its properties as well. */
    @Override
    public String remedy(String prefix) {
        return "set -D" + prefix + "netty.allocator.type=pooled";
    }

    /** The constructor of a chunk, inherited by all kinds of them. */
    static final class Used {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Origin Class<?> type) {
            Uncovered.used(type);
        }
    }
}
