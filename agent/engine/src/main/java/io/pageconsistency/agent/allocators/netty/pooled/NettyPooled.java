package io.pageconsistency.agent.allocators.netty.pooled;

import static io.pageconsistency.agent.instrument.advice.Value.argument;
import static io.pageconsistency.agent.instrument.advice.Value.constant;
import static io.pageconsistency.agent.instrument.advice.Value.field;
import static io.pageconsistency.agent.instrument.advice.Value.result;
import static io.pageconsistency.agent.instrument.advice.Value.self;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.pageconsistency.agent.allocators.netty.HandingOn;
import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.instrument.CarriedField;
import io.pageconsistency.agent.instrument.WovenClass;
import io.pageconsistency.agent.instrument.advice.Insertion;
import io.pageconsistency.agent.instrument.advice.Value;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.HandleHooks;
import io.pageconsistency.hooks.NettyHandle;

/**
 * Netty's pooled allocator, 4.1.52 and later: each chunk is a region, which has runs of pages, and slots in runs.
 *
 * <p>Every reserve, free run, hand-out and take-back goes through exactly one of the hooked methods. An operation under a lock of
 * the pool is recorded under that lock. An operation that gives memory up is recorded before the pool acts, and one that claims
 * memory after.
 *
 * <p>Earlier releases keep their pages in a tree and number them differently. They lack {@code collapseRuns} and are refused.
 */
public final class NettyPooled implements AllocatorModule {
    /** The module's name. */
    public static final String NAME = "netty-pooled";

    private static final String CHUNK = "PoolChunk";
    private static final String SUBPAGE = "PoolSubpage";
    private static final String BUFFER = "PooledByteBuf";
    private static final String ARENA = "PoolArena";
    private static final String NIO_BUFFER = "java.nio.ByteBuffer";
    private static final String OBJECT = "java.lang.Object";

    /** The symbols of the books: the chunk's free runs and its subpages. */
    private static final List<WovenClass> BOOKS = List.of(
            new WovenClass(CHUNK)
                    .field(ARENA, "arena")
                    .field(null, "runsAvail")
                    .field(null, "runsAvailMap")
                    .field(null, "subpages")
                    .field("int", "freeBytes"),
            new WovenClass(SUBPAGE)
                    .field("boolean", "doNotDestroy")
                    .field(null, "bitmap")
                    .field("int", "nextAvail"),
            new WovenClass(ARENA)
                    .field(null, "smallSubpagePools"));

    private final boolean refusing;
    private final List<WovenClass> classes;

    /** The cheapest form: a violation is reported, and the operation still takes place. */
    public NettyPooled() {
        this(false);
    }

    private NettyPooled(boolean refusing) {
        this.refusing = refusing;
        classes = refusing ? classes(Insertion.copying(RefusingAdvice.HandingOut.class),
                Insertion.copying(RefusingAdvice.WholeHandingOut.class), Insertion.copying(RefusingAdvice.TakingBack.class))
                : classes(handedOut(), wholeHandedOut(), takingBack());
    }

    /**
     * Records on entry, because any thread with an old reference to the buffer may give the memory back as soon as the buffer has
     * its handle.
     */
    private static Insertion handedOut() {
        return handles().atEntry("handedOut", argument(0), argument(2), argument(3), argument(4), argument(5))
                .atThrow("handOutFailed", argument(0), argument(2));
    }

    private static Insertion wholeHandedOut() {
        return handles().atReturn("handedOutWhole", field("chunk"), field("offset"), field("length"), field("maxLength"));
    }

    /** Called for a released buffer, and for the old memory of a buffer that has moved. */
    private static Insertion takingBack() {
        return handles().atEntry("takingBack", argument(0), argument(2)).atThrow("takeBackFailed", argument(0), argument(2));
    }

    private static Insertion handles() {
        return Insertion.calling(HandleHooks.class);
    }

    private static List<WovenClass> classes(Insertion handOut, Insertion wholeHandOut, Insertion takeBack) {
        return List.of(
                new WovenClass(CHUNK)
                        .carries(CarriedField.REGION)
                        // On entry, before the run is joined with its free neighbours.
                        .weave(handles().atEntry("releasing", self(), argument(0)), "long", "collapseRuns", "long")
                        .weave(handles().atReturn("reserved", self(), result()), "long", "allocateRun", "int")
                        .constant("IS_SUBPAGE_SHIFT", NettyHandle.SLOT_SHIFT)
                        .constant("SIZE_SHIFT", NettyHandle.COUNT_SHIFT)
                        .constant("RUN_OFFSET_SHIFT", NettyHandle.PAGE_SHIFT)
                        .field(OBJECT, "memory")
                        .field("boolean", "unpooled")
                        .field("int", "chunkSize")
                        .field("int", "pageSize"),
                new WovenClass(SUBPAGE)
                        .weave(handles().atReturn("slotReserved", field("chunk"), result(), field("maxNumElems"), field("elemSize")),
                                "long", "allocate")
                        .weave(handles().atEntry("slotReleasing", field("chunk"), field("runOffset"), field("runSize"),
                                        field("pageShifts"), argument(1))
                                .atReturn("slotReleased", result(), field("numAvail"), field("maxNumElems"), field("prev"),
                                        field("next"), field("chunk"), field("runOffset"), field("runSize"), field("pageShifts")),
                                "boolean", "free", SUBPAGE, "int")
                        .field(CHUNK, "chunk")
                        .field("int", "pageShifts")
                        .field("int", "runOffset")
                        .field("int", "runSize")
                        .field("int", "elemSize")
                        .field("int", "maxNumElems")
                        .field("int", "numAvail")
                        .field(SUBPAGE, "prev")
                        .field(SUBPAGE, "next"),
                new WovenClass(BUFFER)
                        .weave(handOut, "void", "init", CHUNK, NIO_BUFFER, "long", "int", "int", "int")
                        .weave(wholeHandOut, "void", "initUnpooled", CHUNK, "int")
                        .field(CHUNK, "chunk")
                        .field("long", "handle")
                        .field("int", "offset")
                        .field("int", "length")
                        .field("int", "maxLength"),
                new WovenClass(ARENA)
                        .weave(takeBack, "void", "free", CHUNK, NIO_BUFFER, "long", "int")
                        .weaveOnDemand(Insertion.copying(QuarantineAdvice.Allocating.class),
                                "void", "allocate", "PoolThreadCache", BUFFER, "int"),
                arena("PoolArena$DirectArena"),
                arena("PoolArena$HeapArena"));
    }

    /**
     * The hooks for the beginning and end of a chunk. They are in the two kinds of arena and not in the chunk's constructor,
     * because chunks on the heap may be used again. Up to 4.1.60 a field has the offset of the first page. Later the memory itself
     * is aligned.
     */
    private static WovenClass arena(String name) {
        Value memory = result().its("memory");
        Value origin = result().itsIfThere("offset", int.class);
        return new WovenClass(name)
                .weave(handles().atReturn("opened", constant(NAME), result(), memory, origin, argument(3), argument(0)),
                        CHUNK, "newChunk", "int", "int", "int", "int")
                .weaveOnDemand(Insertion.copying(QuarantineAdvice.Growing.class), CHUNK, "newChunk", "int", "int", "int", "int")
                .weave(handles().atReturn("openedWhole", constant(NAME), result(), memory, origin, argument(0)),
                        CHUNK, "newUnpooledChunk", "int")
                .weave(handles().atEntry("closing", argument(0)), "void", "destroyChunk", CHUNK);
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

    @Override
    public Consumer<Object> adopter(Class<?> ownerType, Checker checker) throws ReflectiveOperationException {
        return new ChunkAdopter(ownerType, checker.regions());
    }

    @Override
    public List<WovenClass> bookSymbols() {
        return BOOKS;
    }

    @Override
    public Books books(Class<?> ownerType, Consumer<Class<?>> opener) throws ReflectiveOperationException {
        return new PooledBooks(ownerType, opener);
    }

    @Override
    public AllocatorModule refusing() {
        return new NettyPooled(true);
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
