package io.pageconsistency.agent.allocators.netty.adaptive;

import static io.pageconsistency.agent.instrument.advice.Value.argument;
import static io.pageconsistency.agent.instrument.advice.Value.call;
import static io.pageconsistency.agent.instrument.advice.Value.constant;
import static io.pageconsistency.agent.instrument.advice.Value.field;
import static io.pageconsistency.agent.instrument.advice.Value.fieldIfThere;
import static io.pageconsistency.agent.instrument.advice.Value.self;
import static io.pageconsistency.agent.instrument.advice.Value.thrown;
import static io.pageconsistency.agent.instrument.advice.Value.type;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.CarriedField;
import io.pageconsistency.agent.instrument.symbols.Releases;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.agent.instrument.advice.Value;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.ChunkHooks;

/**
 * Netty's adaptive allocator, 4.1.110 and later. Each chunk is a region. If the chunk hands out cells, the region is divided into
 * cells; otherwise it has extents of bytes.
 *
 * <p>Memory is handed out in {@code AdaptiveByteBuf.init}. The method that takes it back depends on the release. In early releases
 * a chunk only counts its buffers, so that only the buffer knows which memory it gives back. Later releases also have paths that
 * bypass the buffer.
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
    /** The memory of a buddy chunk is handed out in multiples of this, in bytes. */
    static final int BUDDY_SIZE = 32768;

    /** Up to 4.1.122 and 4.2.1 a buffer can use as much as it asked for. Later it may grow into all that was reserved for it. */
    private static final Releases EXACT_BUFFERS = Releases.without(BUFFER, "maxFastCapacity");
    private static final Releases GROWING_BUFFERS = Releases.with(BUFFER, "maxFastCapacity");
    /** Up to 4.1.127 and 4.2.3 a chunk is not told what comes back, or only by a number of its own. So the buffer is hooked. */
    private static final Releases BY_BUFFER = Releases.with(BUFFER, "adjustment");
    /** Up to 4.1.130 and 4.2.9 a chunk is told where the returned memory begins. Later releases also tell its length. */
    private static final Releases BY_START = Releases.with(BUFFER, "startIndex").butNotWith(BUDDY, "buddies");
    private static final Releases BY_START_AND_SIZE = Releases.with(BUDDY, "buddies");
    /** In these releases a chunk object is used again when nothing of it is in use. */
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
                .weaveIn(EXACT_BUFFERS, refusing ? Insertion.copying(RefusingSegmentAdvice.HandingOutExact.class)
                        : handingOut(argument(1), argument(4), argument(5)),
                        "void", "init", DELEGATE, CHUNK, "int", "int", "int", "int", "int")
                .weaveIn(GROWING_BUFFERS,
                        refusing ? Insertion.copying(RefusingSegmentAdvice.HandingOut.class)
                                : handingOut(argument(1), argument(4), argument(5), argument(6)),
                        "void", "init", DELEGATE, CHUNK, "int", "int", "int", "int", "int", "int")
                .weaveIn(BY_BUFFER, refusing ? Insertion.copying(RefusingSegmentAdvice.Deallocating.class)
                        : chunks().atEntry("deallocating", field("chunk"), field("adjustment"))
                                .atThrow("deallocationFailed", field("chunk"), field("adjustment"), thrown()),
                        "void", "deallocate")
                .weaveIn(BY_BUFFER, refusing ? Insertion.copying(RefusingSegmentAdvice.Growing.class)
                        : chunks().atEntry("resizing", argument(0), field("chunk"), field("adjustment"), field("length"),
                                        fieldIfThere("maxFastCapacity", int.class), call("maxCapacity"), call("refCnt"))
                                .atThrow("deallocationFailed", field("chunk"), field("adjustment"), thrown()),
                        "ByteBuf", "capacity", "int")
                .field(CHUNK, "chunk")
                .field("int", "length");
    }

    /**
     * Records on entry, because any thread with an old reference to the buffer may give the memory back as soon as the buffer has
     * it.
     */
    private static Insertion handingOut(Value... segment) {
        return chunks().atEntry("handedOut", segment).atThrow("handOutFailed", segment);
    }

    private static Insertion chunks() {
        return Insertion.calling(ChunkHooks.class);
    }

    private WovenClass chunk() {
        return new WovenClass(CHUNK)
                .carries(CarriedField.REGION)
                // The constructor without parameters makes a sentinel, not a chunk.
                .weave(chunks().atReturn("opened", constant(NAME), self(), type(), argument(0), field("capacity")),
                        "void", "<init>", DELEGATE, MAGAZINE)
                // In some releases another thread may use the chunk again before this method returns. In the others it always gives
                // the chunk's memory back.
                .weaveIn(REUSED_WHEN_EMPTY, chunks().atEntry("emptied", self(), field("delegate")), "void", "deallocate")
                .weaveIn(BY_START_AND_SIZE, chunks().atEntry("closing", self(), field("delegate")), "void", "deallocate")
                .weaveIn(BY_START, takingBackStart(), "boolean", "releaseSegment", "int")
                .weaveIn(BY_START_AND_SIZE, takingBackSize(), "void", "releaseSegment", "int", "int")
                .field(DELEGATE, "delegate")
                .field("int", "capacity");
    }

    private WovenClass sizeClassed() {
        WovenClass woven = new WovenClass(SIZE_CLASSED)
                .absentInSome()
                .weave(chunks().atReturn("openedInSegments", constant(NAME), self(), argument(0), call("capacity"), field("segmentSize"),
                                fieldIfThere("localFreeList", Object.class)),
                        "void", "<init>", DELEGATE, MAGAZINE)
                .weaveIn(BY_START, takingBackStart(), "boolean", "releaseSegment", "int")
                .weaveIn(BY_START_AND_SIZE, takingBackStart(), "void", "releaseSegment", "int")
                .field("int", "segmentSize");
        if (refusing) {
            woven.weaveIn(REUSED_WHEN_EMPTY, Insertion.copying(RefusingSegmentAdvice.Carving.class), "void", "readInitInto", BUFFER)
                    .weaveIn(BY_START_AND_SIZE, Insertion.copying(RefusingSegmentAdvice.Carving.class), "boolean", "readInitInto", BUFFER);
        }
        return woven;
    }

    private WovenClass buddy() {
        WovenClass woven = new WovenClass(BUDDY)
                .absentInSome()
                .weave(chunks().atReturn("opened", constant(NAME), self(), argument(0), constant(0), call("capacity"), constant(BUDDY_SIZE),
                                constant(false)),
                        "void", "<init>", DELEGATE, MAGAZINE)
                .weave(takingBackSize(), "void", "releaseSegment", "int", "int")
                .constant("MIN_BUDDY_SIZE", BUDDY_SIZE);
        return refusing ? woven.weave(RefusingSegmentAdvice.Carving.class, "boolean", "readInitInto", BUFFER) : woven;
    }

    /** For a chunk that does not need the length, because all its segments have one length, or because it never reads it. */
    private Insertion takingBackStart() {
        return refusing ? Insertion.copying(RefusingSegmentAdvice.TakingBack.class)
                : chunks().atEntry("takingBack", self(), argument(0)).atThrow("takeBackFailed", self(), argument(0), thrown());
    }

    private Insertion takingBackSize() {
        return refusing ? Insertion.copying(RefusingSegmentAdvice.TakingBackSize.class)
                : chunks().atEntry("takingBack", self(), argument(0), argument(1))
                        .atThrow("takeBackFailed", self(), argument(0), argument(1), thrown());
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

    /**
     * Releases before 4.1.110 have no adaptive allocator. An expected Netty that is missing is reported for {@code netty-pooled}.
     */
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
