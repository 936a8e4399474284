package io.pageconsistency.agent.allocators.netty.buffers;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.CarriedField;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.hooks.Checker;

/**
 * Netty's buffers of all kinds, pooled or not, above their allocators: their lives, and what their reference count refuses.
 *
 * <p>Every refusal leaves through one of the methods whose failures are looked at here, in all releases from 4.1.52 on, whichever way
 * the count itself is kept.
 */
public final class NettyBuffers implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-buffers";

    private static final String COUNTED = "AbstractReferenceCountedByteBuf";
    private static final String BUFFER = "ByteBuf";
    private static final String ABSTRACT = "AbstractByteBuf";
    private static final String ADAPTIVE = "AdaptivePoolingAllocator$AdaptiveByteBuf";

    private final List<WovenClass> classes = List.of(
            new WovenClass(COUNTED)
                    .carries(CarriedField.LIVES)
                    .carries(CarriedField.PIN)
                    .weaveExactly(LifeAdvice.Made.class, "void", "<init>", "int")
                    .weaveExactly(LifeAdvice.Begun.class, "void", "resetRefCnt")
                    .weaveExactly(LifeAdvice.Ending.class, "boolean", "handleRelease", "boolean")
                    .weaveExactly(LifeAdvice.Releasing.class, "boolean", "release")
                    .weaveExactly(LifeAdvice.Releasing.class, "boolean", "release", "int")
                    .weaveExactly(LifeAdvice.Retaining.class, BUFFER, "retain")
                    .weaveExactly(LifeAdvice.Retaining.class, BUFFER, "retain", "int"),
            new WovenClass(ABSTRACT)
                    .weaveExactly(LifeAdvice.CheckingAccess.class, "void", "ensureAccessible")
                    .field("boolean", "checkAccessible"),
            new WovenClass("AbstractPooledDerivedByteBuf")
                    .weaveExactly(LifeAdvice.Accessing.class, ABSTRACT, "unwrap")
                    .weave(LifeAdvice.Derived.class, "AbstractPooledDerivedByteBuf", "init", ABSTRACT, BUFFER),
            new WovenClass("CompositeByteBuf$Component")
                    .weave(CompositeAdvice.Adding.class, "void", "<init>", BUFFER, "int", BUFFER, "int", "int", "int")
                    .weaveExactly(CompositeAdvice.Freeing.class, "void", "free")
                    .field(BUFFER, "srcBuf"),
            new WovenClass(ADAPTIVE)
                    .absentInSome()
                    // Before 4.1.113 a field is read instead, and nothing is refused there.
                    .weaveWhereThere(LifeAdvice.Accessing.class, ABSTRACT, "rootParent"),
            // Where these have a recycler of their own.
            new WovenClass("AdaptivePoolingAllocator$Magazine$2")
                    .absentInSome()
                    .weaveExactly(LifeAdvice.Recycling.class, "void", "recycle", ADAPTIVE));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String home() {
        return "netty.buffer.";
    }

    /** Counts are released through helpers in the other package. */
    @Override
    public Set<String> packages() {
        return Set.of(home(), "netty.util.");
    }

    @Override
    public Map<String, Set<String>> handingOn() {
        return HandingOn.METHODS;
    }

    /** Whoever expects Netty hears of its pools. */
    @Override
    public boolean isExpected() {
        return false;
    }

    @Override
    public boolean seen(Checker checker) {
        return checker.bufferLives().seen();
    }

    @Override
    public List<WovenClass> classes() {
        return classes;
    }
}
