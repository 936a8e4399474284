package io.pageconsistency.agent.allocators.netty.adaptive;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.CarriedField;
import io.pageconsistency.agent.instrument.Releases;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.hooks.Checker;

/**
 * Netty's adaptive allocator, 4.1.110 and later: a region for each chunk, divided into cells where the chunk gives out memory in
 * cells, and else with extents of bytes.
 *
 * <p>Memory crosses to a user where a buffer gets it, {@code AdaptiveByteBuf.init}. Where it crosses back changed: at first a chunk
 * only counted its buffers, so that only the buffer knew what it gave back, and then there were ways round that.
 */
public final class NettyAdaptive implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-adaptive";

    private static final String ALLOCATOR = "AdaptivePoolingAllocator$";
    private static final String BUFFER = ALLOCATOR + "AdaptiveByteBuf";
    private static final String CHUNK = ALLOCATOR + "Chunk";
    private static final String SIZE_CLASSED = ALLOCATOR + "SizeClassedChunk";
    private static final String BUDDY = ALLOCATOR + "BuddyChunk";
    private static final String MAGAZINE = ALLOCATOR + "Magazine";
    private static final String DELEGATE = "AbstractByteBuf";

    /** A buffer can use as much as it asked for (to 4.1.122 and 4.2.1), or may grow into what it was given. */
    private static final Releases EXACT_BUFFERS = Releases.without(BUFFER, "maxFastCapacity");
    private static final Releases GROWING_BUFFERS = Releases.with(BUFFER, "maxFastCapacity");
    /** Chunks are not told what comes back to them, or only by a number of their own (to 4.1.127 and 4.2.3). */
    private static final Releases BY_BUFFER = Releases.with(BUFFER, "adjustment");
    /** They are told where it begins (to 4.1.130 and 4.2.9), and by now how long it is. */
    private static final Releases BY_START = Releases.with(BUFFER, "startIndex").butNotWith(BUDDY, "buddies");
    private static final Releases BY_START_AND_SIZE = Releases.with(BUDDY, "buddies");
    /** A chunk with nothing in use is used again, by the same object. */
    private static final Releases REUSED_WHEN_EMPTY = Releases.without(BUDDY, "buddies");

    private static final List<WovenClass> BOOKS = List.of(
            new WovenClass(CHUNK)
                    .field(MAGAZINE, "magazine")
                    .field("int", "allocatedBytes"),
            new WovenClass(MAGAZINE)
                    .field(CHUNK, "current"),
            new WovenClass(BUDDY)
                    .absentInSome()
                    .field(null, "freeList")
                    .field(null, "buddies"));

    private final boolean refusing;
    private final List<WovenClass> classes;

    public NettyAdaptive() {
        this(false);
    }

    private NettyAdaptive(boolean refusing) {
        this.refusing = refusing;
        classes = List.of(buffer(), chunk(), sizeClassed(), buddy());
    }

    private WovenClass buffer() {
        return new WovenClass(BUFFER)
                .weaveIn(EXACT_BUFFERS, refusing ? RefusingSegmentAdvice.HandingOutExact.class : SegmentAdvice.HandedOutExact.class,
                        "void", "init", DELEGATE, CHUNK, "int", "int", "int", "int", "int")
                .weaveIn(GROWING_BUFFERS, refusing ? RefusingSegmentAdvice.HandingOut.class : SegmentAdvice.HandedOut.class,
                        "void", "init", DELEGATE, CHUNK, "int", "int", "int", "int", "int", "int")
                .weaveIn(BY_BUFFER, refusing ? RefusingSegmentAdvice.Deallocating.class : SegmentAdvice.Deallocating.class,
                        "void", "deallocate")
                .weaveIn(BY_BUFFER, refusing ? RefusingSegmentAdvice.Growing.class : SegmentAdvice.Growing.class,
                        "ByteBuf", "capacity", "int")
                .field(CHUNK, "chunk")
                .field("int", "length");
    }

    private WovenClass chunk() {
        return new WovenClass(CHUNK)
                .carries(CarriedField.REGION)
                // The constructor without parameters makes a sentinel, not a chunk.
                .weave(SegmentChunkAdvice.Made.class, "void", "<init>", DELEGATE, MAGAZINE)
                .weaveIn(REUSED_WHEN_EMPTY, SegmentChunkAdvice.Emptied.class, "void", "deallocate")
                .weaveIn(BY_START_AND_SIZE, SegmentChunkAdvice.Closing.class, "void", "deallocate")
                .weaveIn(BY_START, takingBackStart(), "boolean", "releaseSegment", "int")
                .weaveIn(BY_START_AND_SIZE, takingBackSize(), "void", "releaseSegment", "int", "int")
                .field(DELEGATE, "delegate")
                .field("int", "capacity");
    }

    private WovenClass sizeClassed() {
        WovenClass woven = new WovenClass(SIZE_CLASSED)
                .absentInSome()
                .weave(SegmentChunkAdvice.SizeClassedMade.class, "void", "<init>", DELEGATE, MAGAZINE)
                .weaveIn(BY_START, takingBackStart(), "boolean", "releaseSegment", "int")
                .weaveIn(BY_START_AND_SIZE, takingBackStart(), "void", "releaseSegment", "int")
                .field("int", "segmentSize");
        if (refusing) {
            woven.weaveIn(REUSED_WHEN_EMPTY, RefusingSegmentAdvice.Carving.class, "void", "readInitInto", BUFFER)
                    .weaveIn(BY_START_AND_SIZE, RefusingSegmentAdvice.Carving.class, "boolean", "readInitInto", BUFFER);
        }
        return woven;
    }

    private WovenClass buddy() {
        WovenClass woven = new WovenClass(BUDDY)
                .absentInSome()
                .weave(SegmentChunkAdvice.BuddyMade.class, "void", "<init>", DELEGATE, MAGAZINE)
                .weave(takingBackSize(), "void", "releaseSegment", "int", "int")
                .constant("MIN_BUDDY_SIZE", SegmentChunkAdvice.BUDDY);
        return refusing ? woven.weave(RefusingSegmentAdvice.Carving.class, "boolean", "readInitInto", BUFFER) : woven;
    }

    /** Of a chunk that has no use for the length, because it is always the same or never asked for. */
    private Class<?> takingBackStart() {
        return refusing ? RefusingSegmentAdvice.TakingBack.class : SegmentAdvice.TakingBack.class;
    }

    private Class<?> takingBackSize() {
        return refusing ? RefusingSegmentAdvice.TakingBackSize.class : SegmentAdvice.TakingBackSize.class;
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

    /** Releases before 4.1.110 have none, and whoever expects Netty hears of its other pool. */
    @Override
    public boolean isExpected() {
        return false;
    }

    @Override
    public Consumer<Object> adopter(Class<?> ownerType, Checker checker) throws ReflectiveOperationException {
        return new AdaptiveChunkAdopter(ownerType, checker.chunks());
    }

    @Override
    public List<WovenClass> bookSymbols() {
        return BOOKS;
    }

    @Override
    public Books books(Class<?> ownerType, Consumer<Class<?>> opener) throws ReflectiveOperationException {
        return new AdaptiveBooks(ownerType, opener);
    }

    @Override
    public AllocatorModule refusing() {
        return new NettyAdaptive(true);
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
