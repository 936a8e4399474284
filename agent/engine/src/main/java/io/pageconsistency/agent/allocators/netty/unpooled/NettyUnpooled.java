package io.pageconsistency.agent.allocators.netty.unpooled;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.CarriedField;
import io.pageconsistency.agent.instrument.Releases;
import io.pageconsistency.agent.instrument.WovenClass;

/**
 * Netty's unpooled buffers, 4.1.52 and later: the native memory of each is a region of one hand-out.
 *
 * <p>However it is got (by the JDK, by {@code Unsafe}, from an arena, from the C library), a buffer gets it in {@code setByteBuffer},
 * when it is made and when its capacity changes, and it ends there or in {@code deallocate}. Memory on the heap has no region: only
 * that it is let go of twice is found.
 *
 * <p>Memory that was wrapped belongs to whoever did that, and the unpooled buffers of which the adaptive allocator makes its chunks
 * are that one's regions.
 */
public final class NettyUnpooled implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-unpooled";

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
        Class<?> setting = refusing ? RefusingOwnMemoryAdvice.Setting.class : OwnMemoryAdvice.Setting.class;
        classes = List.of(
                new WovenClass(DIRECT)
                        .carries(CarriedField.REGION)
                        .weave(setting, "void", "setByteBuffer", NIO_BUFFER, "boolean")
                        .weaveIn(WITH_CLEANABLES, setting, "void", "setByteBuffer", CLEANABLE, "boolean")
                        .weave(refusing ? RefusingOwnMemoryAdvice.Deallocating.class : OwnMemoryAdvice.Deallocating.class,
                                "void", "deallocate")
                        .field("ByteBufAllocator", "alloc")
                        .field(NIO_BUFFER, "buffer")
                        .field("int", "capacity")
                        .field("boolean", "doNotFree"),
                new WovenClass("UnpooledUnsafeNoCleanerDirectByteBuf")
                        .weaveIn(WITHOUT_CLEANABLES, OwnMemoryAdvice.Moving.class, NIO_BUFFER, "reallocateDirect", NIO_BUFFER, "int")
                        .weaveIn(WITH_CLEANABLES, OwnMemoryAdvice.Moving.class, CLEANABLE, "reallocateDirect", CLEANABLE, "int"),
                new WovenClass("UnreleasableByteBuf")
                        .weave(OwnMemoryAdvice.Keeping.class, "void", "<init>", "ByteBuf"),
                new WovenClass("UnpooledHeapByteBuf")
                        .carries(CarriedField.ENDED)
                        .weave(OwnMemoryAdvice.SettingArray.class, "void", "setArray")
                        .weave(OwnMemoryAdvice.DeallocatingArray.class, "void", "deallocate"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String home() {
        return "netty.buffer.";
    }

    /** Reference counts are released through helpers in the other package. */
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
