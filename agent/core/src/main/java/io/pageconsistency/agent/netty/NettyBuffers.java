package io.pageconsistency.agent.netty;

import java.util.List;
import java.util.Set;

import io.pageconsistency.agent.weaving.AllocatorModule;
import io.pageconsistency.agent.weaving.WovenClass;

/** Netty's buffers of all allocators, 4.1.52 and later. */
public final class NettyBuffers implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-buffers";

    private final List<WovenClass> classes = List.of(
            new WovenClass("AbstractReferenceCountedByteBuf")
                    .carriesPins()
                    .weave(CountAdvice.Ending.class, "boolean", "handleRelease", "boolean"),
            new WovenClass("CompositeByteBuf$Component")
                    .weave(CompositeAdvice.Adding.class, "void", "<init>", "ByteBuf", "int", "ByteBuf", "int", "int", "int")
                    .weave(CompositeAdvice.Freeing.class, "void", "free")
                    .field("ByteBuf", "srcBuf"));

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
    public List<WovenClass> classes() {
        return classes;
    }

    @Override
    public boolean isExpected() {
        return false;
    }
}
