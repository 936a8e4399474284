package io.pageconsistency.agent.allocators.netty.unpooled;

import static io.pageconsistency.agent.instrument.advice.Value.argument;
import static io.pageconsistency.agent.instrument.advice.Value.constant;
import static io.pageconsistency.agent.instrument.advice.Value.field;
import static io.pageconsistency.agent.instrument.advice.Value.fieldIfThere;
import static io.pageconsistency.agent.instrument.advice.Value.self;
import static io.pageconsistency.agent.instrument.advice.Value.type;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.CarriedField;
import io.pageconsistency.agent.instrument.symbols.Releases;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.hooks.OwnMemoryHooks;

/**
 * Netty's unpooled buffers, 4.1.52 and later: the native memory of each buffer is a region of one hand-out.
 *
 * <p>The memory may come from the JDK, from {@code Unsafe}, from an arena or from the C library. In each case the buffer gets it in
 * {@code setByteBuffer}, when it is made and when its capacity changes. The memory ends in the same method or in
 * {@code deallocate}. Memory on the heap has no region; only a second deallocation is found.
 *
 * <p>Wrapped memory belongs to the code that wrapped it. The unpooled buffers that back the adaptive allocator's chunks are regions
 * of that allocator.
 */
public final class NettyUnpooled implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-unpooled";

    private static final String ENDED = "pageConsistencyEnded";
    private static final String DIRECT = "UnpooledDirectByteBuf";
    private static final String NIO_BUFFER = "java.nio.ByteBuffer";
    /** From 4.2.3 on. */
    private static final String CLEANABLE = ".util.internal.CleanableDirectBuffer";
    private static final Releases WITHOUT_CLEANABLES = Releases.without(DIRECT, "cleanable");
    private static final Releases WITH_CLEANABLES = Releases.with(DIRECT, "cleanable");

    private final boolean refusing;
    private final List<WovenClass> classes;

    public NettyUnpooled() {
        this(false);
    }

    private NettyUnpooled(boolean refusing) {
        this.refusing = refusing;
        Insertion setting = refusing ? Insertion.copying(RefusingOwnMemoryAdvice.Setting.class) : setting();
        Insertion moving = memory().atEntry("moving", self());
        classes = List.of(
                new WovenClass(DIRECT)
                        .carries(CarriedField.REGION)
                        .weave(setting, "void", "setByteBuffer", NIO_BUFFER, "boolean")
                        .weaveIn(WITH_CLEANABLES, setting, "void", "setByteBuffer", CLEANABLE, "boolean")
                        .weave(refusing ? Insertion.copying(RefusingOwnMemoryAdvice.Deallocating.class)
                                : memory().atEntry("ending", self()).atThrow("endFailed", self()), "void", "deallocate")
                        .field("ByteBufAllocator", "alloc")
                        .field(NIO_BUFFER, "buffer")
                        .field("int", "capacity")
                        .field("boolean", "doNotFree"),
                new WovenClass("UnpooledUnsafeNoCleanerDirectByteBuf")
                        .weaveIn(WITHOUT_CLEANABLES, moving, NIO_BUFFER, "reallocateDirect", NIO_BUFFER, "int")
                        .weaveIn(WITH_CLEANABLES, moving, CLEANABLE, "reallocateDirect", CLEANABLE, "int"),
                new WovenClass("UnreleasableByteBuf")
                        // Libraries make constants with it, which are never released.
                        .weave(memory().atReturn("kept", argument(0)), "void", "<init>", "ByteBuf"),
                new WovenClass("UnpooledHeapByteBuf")
                        .carries(CarriedField.ENDED)
                        .weave(memory().keptIn(ENDED, "alive"), "void", "setArray")
                        // Reported only, because a second deallocation of heap memory loses nothing.
                        .weave(memory().keptIn(ENDED, "ended", constant(NAME), self(), fieldIfThere(ENDED, Object.class)),
                                "void", "deallocate"));
    }

    /**
     * The buffer's old memory is freed in this method if the second parameter is true. A buffer around wrapped memory has set its
     * {@code doNotFree} before.
     */
    private static Insertion setting() {
        return memory().atEntry("setting", self(), argument(1), field("buffer"))
                .atReturn("set", constant(NAME), type(), self(), field("alloc"), field("buffer"), field("capacity"), field("doNotFree"))
                .atThrow("endFailed", self());
    }

    private static Insertion memory() {
        return Insertion.calling(OwnMemoryHooks.class);
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
    public AllocatorModule refusing() {
        return new NettyUnpooled(true);
    }

    @Override
    public boolean refuses() {
        return refusing;
    }

    @Override
    public List<WovenClass> classes() {
        return classes;
    }
}
