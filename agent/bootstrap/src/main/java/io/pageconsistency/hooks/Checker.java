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
 * All that checks one virtual machine: the ledger, and whoever makes its operations of what is told of pools, buffers and native memory.
 *
 * <p>Woven code can only call static methods, so there is one that it reaches, through the classes of this package. Each of these holds
 * the part that it passes its calls on to in a final static field, which the compiler takes for a constant: the call costs what a static
 * one would. Nothing else is static. Whoever wants to count from zero makes another.
 */
public final class Checker {
    private static final Checker OF_THIS_JVM = new Checker();
    /** What woven code calls. */
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

    /** One that nobody tells anything but who has it. */
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
     * The one that woven code reaches.
     *
     * @param caller one of the agent's own classes
     */
    public static Checker ofThisJvm(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        return OF_THIS_JVM;
    }

    /**
     * Has the classes initialised that woven code calls. Before anything is woven: the first call may come under a pool's lock, or from
     * within the loading of a class, and a class whose beginning fails, because the stack ends, is lost for ever.
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

    /** The blocks of native memory. */
    public NativeMemory nativeMemory() {
        return nativeMemory;
    }

    /** What is left in free memory. */
    public Poison poison() {
        return poison;
    }

    /** What the JDK tells of its native memory. */
    public NativeMemoryTracker nativeMemoryTracker() {
        return nativeMemoryTracker;
    }

    /** Free memory that is inaccessible. */
    public Fences fences() {
        return fences;
    }

    /** What is found there. */
    public UsesAfterFree usesAfterFree() {
        return uses;
    }

    /** What is told where fenced memory may be met. */
    public FenceTracker fenceTracker() {
        return fenceTracker;
    }

    /** Free memory that its pool does not have yet. */
    public Quarantine quarantine() {
        return quarantine;
    }

    /** What is told of memory on its way there. */
    public QuarantineTracker quarantineTracker() {
        return quarantineTracker;
    }

    /** Pools that are known by a description. */
    public TrackedPools trackedPools() {
        return trackedPools;
    }

    /** In which methods of described pools each thread is. */
    public CallScopes scopes() {
        return scopes;
    }

    /** Regions whose pools tell of their own pages. */
    public ApiRegions apiRegions() {
        return apiRegions;
    }

    /** What pools are told of that a file describes. */
    public DescribedPools describedPools() {
        return describedPools;
    }

    /** What is remembered of buffer objects. */
    public BufferLives bufferLives() {
        return bufferLives;
    }

    /** What buffers tell. */
    public LifeTracker lives() {
        return lives;
    }

    /** What the caches of threads tell. */
    public CacheTracker caches() {
        return caches;
    }

    /** The regions that pools' own objects stand for. */
    public PoolRegions regions() {
        return regions;
    }

    /** Of which classes anything is recorded. */
    public TrackingGates gates() {
        return regions.gates();
    }

    /** What pools tell that claim memory before they hand it out. */
    public PoolTracker pools() {
        return pools;
    }

    /** What they tell where violations are thrown. */
    public RefusingTracker refusingPools() {
        return refusingPools;
    }

    /** What pools tell that carve chunks up. */
    public ChunkTracker chunks() {
        return chunks;
    }

    /** What buffers tell that have memory of their own. */
    public OwnMemoryTracker ownMemory() {
        return ownMemory;
    }

    /** What holders of buffers tell. */
    public PinTracker pins() {
        return pins;
    }

    /** With which status the virtual machine ends. */
    public Ending ending() {
        return ending;
    }

    /** How thoroughly everything is checked. */
    public Modes modes() {
        return modes;
    }

    /** When there is an MBean server. */
    public PlatformServer platformServer() {
        return platformServer;
    }
}
