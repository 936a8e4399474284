package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;
import java.util.List;

import io.pageconsistency.boot.OwnCode;
import io.pageconsistency.fence.FenceTracker;
import io.pageconsistency.fence.Fences;
import io.pageconsistency.fence.UsesAfterFree;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.jvm.Ending;
import io.pageconsistency.jvm.Modes;
import io.pageconsistency.jvm.PlatformServer;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.life.BufferLives;
import io.pageconsistency.life.LifeTracker;
import io.pageconsistency.nativememory.NativeMemory;
import io.pageconsistency.nativememory.NativeMemoryTracker;
import io.pageconsistency.pins.Pins;
import io.pageconsistency.poison.Poison;
import io.pageconsistency.pools.ApiRegions;
import io.pageconsistency.pools.CallScopes;
import io.pageconsistency.pools.DescribedPools;
import io.pageconsistency.pools.TrackedPools;
import io.pageconsistency.tracking.CacheTracker;
import io.pageconsistency.tracking.ChunkTracker;
import io.pageconsistency.tracking.OwnMemoryTracker;
import io.pageconsistency.tracking.Owners;
import io.pageconsistency.tracking.PinTracker;
import io.pageconsistency.tracking.PoolRegions;
import io.pageconsistency.tracking.PoolTracker;
import io.pageconsistency.tracking.QuarantineTracker;
import io.pageconsistency.tracking.RefusingTracker;
import io.pageconsistency.tracking.TrackingGates;

/**
 * All that checks one virtual machine: the ledger, and the trackers that turn events of pools, buffers and native memory into
 * operations of the ledger.
 *
 * <p>Woven code can only call static methods. So there is one checker that it reaches, through the facades in this package. Each
 * facade holds the tracker that it calls in a static final field. The JIT compiler treats such a field as a constant, so the call
 * costs no more than a static one. Nothing else is static: a test that needs fresh counters creates a checker of its own.
 */
public final class Checker {
    private static final Checker OF_THIS_JVM = new Checker();
    /** The classes that woven code calls. */
    static final List<Class<?>> FACADES = List.of(ApiHooks.class, CacheHooks.class, ChunkHooks.class, DescribedHooks.class,
            EndingHooks.class, FenceHooks.class, FreeListHooks.class, HandleHooks.class, NativeMemoryHooks.class, LifeHooks.class,
            OwnClasses.class, OwnMemoryHooks.class, PinHooks.class, PlatformServerHooks.class, PoolHooks.class,
            QuarantineHooks.class, RefusingHooks.class);

    private final Ledger ledger = new Ledger();
    private final Fences fences = new Fences(ledger.reports(), ledger.freed()::changed);
    private final NativeMemory nativeMemory = new NativeMemory(ledger, fences::leaving);
    private final NativeMemoryTracker nativeMemoryTracker = new NativeMemoryTracker(nativeMemory, ledger.reports());
    private final UsesAfterFree uses = new UsesAfterFree(fences, ledger);
    private final FenceTracker fenceTracker = new FenceTracker(fences, uses, ledger.reports());
    private final Poison poison = new Poison(ledger, nativeMemory::at);
    private final Quarantine quarantine = new Quarantine(ledger.freed(), ledger.reports());
    private final TrackedPools trackedPools = new TrackedPools(ledger, nativeMemory::at);
    private final CallScopes scopes = new CallScopes(trackedPools);
    private final ApiRegions apiRegions = new ApiRegions(trackedPools);
    private final DescribedPools describedPools = new DescribedPools(ledger.reports());
    private final BufferLives bufferLives = new BufferLives(ledger);
    private final LifeTracker lives = new LifeTracker(bufferLives, ledger.reports());
    private final CacheTracker caches;
    private final PoolRegions regions;
    private final PoolTracker pools;
    private final RefusingTracker refusingPools;
    private final ChunkTracker chunks;
    private final OwnMemoryTracker ownMemory;
    private final PinTracker pins;
    private final QuarantineTracker quarantineTracker;
    private final Ending ending = new Ending(ledger.reports());
    private final Modes modes = new Modes();
    private final PlatformServer platformServer = new PlatformServer(ledger.reports());

    /** A checker of its own, which woven code does not reach. */
    public Checker() {
        Owners owners = new Owners();
        Pins held = new Pins();
        caches = new CacheTracker(ledger, owners);
        regions = new PoolRegions(ledger, owners, held, caches, quarantine);
        pools = new PoolTracker(ledger, owners, regions);
        refusingPools = new RefusingTracker(pools);
        chunks = new ChunkTracker(pools, lives);
        ownMemory = new OwnMemoryTracker(pools, bufferLives, held);
        pins = new PinTracker(ledger, owners, regions.gates(), held);
        quarantineTracker = new QuarantineTracker(quarantine, owners, ledger.reports());
    }

    /**
     * The checker that woven code reaches.
     *
     * @param caller a lookup of one of the agent's own classes
     */
    public static Checker ofThisJvm(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        return OF_THIS_JVM;
    }

    /**
     * Initialises the classes that woven code calls. Must come before anything is woven: the first call may come under a pool's
     * lock or during class loading, and a class whose initialiser fails, for example by a stack overflow, is unusable for ever.
     */
    public void prepare() {
        try {
            for (Class<?> facade : FACADES) {
                Class.forName(facade.getName(), true, facade.getClassLoader());
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The record of the blocks of native memory. */
    public NativeMemory nativeMemory() {
        return nativeMemory;
    }

    /** Fills free memory with a pattern. */
    public Poison poison() {
        return poison;
    }

    /** Receives the JDK's allocations of native memory. */
    public NativeMemoryTracker nativeMemoryTracker() {
        return nativeMemoryTracker;
    }

    /** Makes free memory inaccessible. */
    public Fences fences() {
        return fences;
    }

    /** Reports accesses to fenced memory. */
    public UsesAfterFree usesAfterFree() {
        return uses;
    }

    /** Receives the calls from places where an access to fenced memory shows. */
    public FenceTracker fenceTracker() {
        return fenceTracker;
    }

    /** Keeps free memory from its pool for a while. */
    public Quarantine quarantine() {
        return quarantine;
    }

    /** Receives the memory that may go into quarantine. */
    public QuarantineTracker quarantineTracker() {
        return quarantineTracker;
    }

    /** The pools that are known by a description or through the API. */
    public TrackedPools trackedPools() {
        return trackedPools;
    }

    /** The call scopes: in which methods of described pools each thread is. */
    public CallScopes scopes() {
        return scopes;
    }

    /** The regions of pools that use the API. */
    public ApiRegions apiRegions() {
        return apiRegions;
    }

    /** Receives the calls of described pools. */
    public DescribedPools describedPools() {
        return describedPools;
    }

    /** The record of buffer objects. */
    public BufferLives bufferLives() {
        return bufferLives;
    }

    /** Receives the calls of buffers. */
    public LifeTracker lives() {
        return lives;
    }

    /** Receives the calls of thread caches. */
    public CacheTracker caches() {
        return caches;
    }

    /** The regions of pools that have an object of their own for each region. */
    public PoolRegions regions() {
        return regions;
    }

    /** The tracking gates: for the owners of which classes anything is recorded. */
    public TrackingGates gates() {
        return regions.gates();
    }

    /** Receives the calls of pools that claim memory before they hand it out. */
    public PoolTracker pools() {
        return pools;
    }

    /** The same with {@code on-violation=throw}. */
    public RefusingTracker refusingPools() {
        return refusingPools;
    }

    /** Receives the calls of pools that carve up chunks without claims. */
    public ChunkTracker chunks() {
        return chunks;
    }

    /** Receives the calls of buffers that own their memory. */
    public OwnMemoryTracker ownMemory() {
        return ownMemory;
    }

    /** Receives the calls of holders of buffers, such as a channel's queue. */
    public PinTracker pins() {
        return pins;
    }

    /** Decides the exit status of the virtual machine. */
    public Ending ending() {
        return ending;
    }

    /** The current mode, and its switch. */
    public Modes modes() {
        return modes;
    }

    /** Tells when the application has asked for the platform MBean server. */
    public PlatformServer platformServer() {
        return platformServer;
    }
}
