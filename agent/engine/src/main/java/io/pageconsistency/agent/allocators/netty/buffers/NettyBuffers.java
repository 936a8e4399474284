package io.pageconsistency.agent.allocators.netty.buffers;

import static io.pageconsistency.agent.instrument.advice.Value.argument;
import static io.pageconsistency.agent.instrument.advice.Value.call;
import static io.pageconsistency.agent.instrument.advice.Value.constant;
import static io.pageconsistency.agent.instrument.advice.Value.field;
import static io.pageconsistency.agent.instrument.advice.Value.fieldIfThere;
import static io.pageconsistency.agent.instrument.advice.Value.self;
import static io.pageconsistency.agent.instrument.advice.Value.thrown;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.CarriedField;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.agent.instrument.advice.Value;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.LifeHooks;
import io.pageconsistency.hooks.PinHooks;

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

    private static final Value LIVES = fieldIfThere("pageConsistencyLives", Object.class);
    private static final Value PIN = fieldIfThere("pageConsistencyPin", Object.class);

    private final List<WovenClass> classes = List.of(
            new WovenClass(COUNTED)
                    .carries(CarriedField.LIVES)
                    .carries(CarriedField.PIN)
                    .weaveExactly(lives().atReturn("made", self()), "void", "<init>", "int")
                    .weaveExactly(lives().atReturn("begun", self(), LIVES), "void", "resetRefCnt")
                    // With true the count has come to zero.
                    .weaveExactly(lives().atEntry("released", argument(0), self(), LIVES)
                                    .andCalling(PinHooks.class).atEntry("released", argument(0), self(), PIN),
                            "boolean", "handleRelease", "boolean")
                    .weaveExactly(failing("releaseFailed"), "boolean", "release")
                    .weaveExactly(failing("releaseFailed"), "boolean", "release", "int")
                    .weaveExactly(failing("retainFailed"), BUFFER, "retain")
                    .weaveExactly(failing("retainFailed"), BUFFER, "retain", "int"),
            new WovenClass(ABSTRACT)
                    // It does not look where a property has switched that off.
                    .weaveExactly(lives().atEntry("accessing", self(), field("checkAccessible"), call("refCnt"))
                                    .atThrow("accessFailed", self(), thrown()),
                            "void", "ensureAccessible")
                    .field("boolean", "checkAccessible"),
            new WovenClass("AbstractPooledDerivedByteBuf")
                    .weaveExactly(failing("accessFailed"), ABSTRACT, "unwrap")
                    .weave(lives().atReturn("derived", self(), argument(0)), "AbstractPooledDerivedByteBuf", "init", ABSTRACT, BUFFER),
            new WovenClass("CompositeByteBuf$Component")
                    // A part that is not added after all is released by the method that wanted to.
                    .weave(pins().atReturn("held", self(), field("srcBuf"), constant(Holders.COMPOSITE)),
                            "void", "<init>", BUFFER, "int", BUFFER, "int", "int", "int")
                    // By it each part leaves, and it releases the part.
                    .weaveExactly(pins().atEntry("letGo", field("srcBuf")), "void", "free")
                    .field(BUFFER, "srcBuf"),
            new WovenClass(ADAPTIVE)
                    .absentInSome()
                    // Before 4.1.113 a field is read instead, and nothing is refused there.
                    .weaveWhereThere(failing("accessFailed"), ABSTRACT, "rootParent"),
            // Where these have a recycler of their own.
            new WovenClass("AdaptivePoolingAllocator$Magazine$2")
                    .absentInSome()
                    .weaveExactly(NettyRecycler.recycling(), "void", "recycle", ADAPTIVE));

    private static Insertion lives() {
        return Insertion.calling(LifeHooks.class);
    }

    private static Insertion pins() {
        return Insertion.calling(PinHooks.class);
    }

    private static Insertion failing(String hook) {
        return lives().atThrow(hook, self(), thrown());
    }

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
