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
 * The lives of Netty's buffers, pooled or not, above their allocators: their releases, and the calls that their reference count
 * refuses.
 *
 * <p>In all releases from 4.1.52 on each refusal leaves through one of the methods that are hooked here, whichever way the library
 * keeps the count.
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
                    // The argument is true if the count has reached zero.
                    .weaveExactly(lives().atEntry("released", argument(0), self(), LIVES)
                                    .andCalling(PinHooks.class).atEntry("released", argument(0), self(), PIN),
                            "boolean", "handleRelease", "boolean")
                    .weaveExactly(failing("releaseFailed"), "boolean", "release")
                    .weaveExactly(failing("releaseFailed"), "boolean", "release", "int")
                    .weaveExactly(failing("retainFailed"), BUFFER, "retain")
                    .weaveExactly(failing("retainFailed"), BUFFER, "retain", "int"),
            new WovenClass(ABSTRACT)
                    // The method checks nothing if a system property has switched the check off.
                    .weaveExactly(lives().atEntry("accessing", self(), field("checkAccessible"), call("refCnt"))
                                    .atThrow("accessFailed", self(), thrown()),
                            "void", "ensureAccessible")
                    .field("boolean", "checkAccessible"),
            new WovenClass("AbstractPooledDerivedByteBuf")
                    .weaveExactly(failing("accessFailed"), ABSTRACT, "unwrap")
                    .weave(lives().atReturn("derived", self(), argument(0)), "AbstractPooledDerivedByteBuf", "init", ABSTRACT, BUFFER),
            new WovenClass("CompositeByteBuf$Component")
                    // If the part is not added in the end, the calling method releases it.
                    .weave(pins().atReturn("held", self(), field("srcBuf"), constant(Holders.COMPOSITE)),
                            "void", "<init>", BUFFER, "int", BUFFER, "int", "int", "int")
                    // Each part leaves the composite buffer through this method, which releases the part.
                    .weaveExactly(pins().atEntry("letGo", field("srcBuf")), "void", "free")
                    .field(BUFFER, "srcBuf"),
            new WovenClass(ADAPTIVE)
                    .absentInSome()
                    // Before 4.1.113 there is a field instead of this method, and reading it refuses nothing.
                    .weaveWhereThere(failing("accessFailed"), ABSTRACT, "rootParent"),
            // In some releases these buffers have a recycler of their own.
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

    /** Reference counts are released through helpers in {@code netty.util}. */
    @Override
    public Set<String> packages() {
        return Set.of(home(), "netty.util.");
    }

    @Override
    public Map<String, Set<String>> handingOn() {
        return HandingOn.METHODS;
    }

    /** An expected Netty that is missing is reported for {@code netty-pooled}. */
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
