package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.pageconsistency.boot.OwnCode;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;

/**
 * What woven code calls.
 *
 * <p>Each method finds the owner's region and passes the operation on to the {@link Ledger}. An owner without a region is
 * adopted if its {@link Gate} is open; while it is not, nothing is recorded. Nothing thrown in here reaches the application:
 * it is swallowed and counted. The one exception is a {@link StackOverflowError} where no stack is left even to note the gap in
 * the record; see {@link #swallow}. No method locks, logs, loads a class or allocates on the healthy path, but
 * for the regions' beginnings and ends and for recorded stacks.
 *
 * <p>The order owed to the ledger is the caller's: {@code …ing} methods are called before the pool acts, the others after.
 */
public final class PoolHooks {
    private static final Ledger LEDGER = Ledger.ofThisJvm(MethodHandles.lookup());
    private static final Owners OWNERS = new Owners();
    private static final LongAdder UNTRACKED = new LongAdder();
    private static final Object ADOPTION = new Object();

    private static volatile ToLongFunction<Object> addresses = memory -> 0;
    private static volatile boolean installed;

    private PoolHooks() {
    }

    /**
     * Called by the agent before it weaves anything.
     *
     * @param caller one of the agent's own classes; so for all methods here that have one
     * @param addressOf the address of a pool's backing memory object, or 0 when it is on the Java heap
     */
    public static void install(MethodHandles.Lookup caller, ToLongFunction<Object> addressOf) {
        OwnCode.require(caller);
        addresses = addressOf;
        installed = true;
        Gate.openHouse();
    }

    /** From the return on nothing is recorded, whoever is still at it, and nothing of what was is kept. */
    public static void silence(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        Gate.shutAll();
        PinHooks.forgetAll();
        LEDGER.regions().abandonAll(region -> true, region -> Owners.remove(region.get(), region));
        OWNERS.retain(region -> false);
    }

    /** Undoes {@link #install}, also by {@linkplain #silence recording nothing}; another agent may install itself. */
    public static void uninstall(MethodHandles.Lookup caller) {
        silence(caller);
        addresses = memory -> 0;
        installed = false;
    }

    /** Lets go of what collected owners have left, and of what an error in here has; for once in a while. */
    public static void purge(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        LEDGER.regions().tidy();
        OWNERS.purge();
    }

    /** Whether an agent has installed itself. */
    public static boolean installed() {
        return installed;
    }

    /** Operations on owners that are to be recorded, but of which no region is known; a healthy set-up has none. */
    public static long untracked() {
        return UNTRACKED.sum();
    }

    /**
     * A region has begun, or the owner has begun to use its old one anew.
     *
     * @param allocator the allocator module
     * @param owner the pool's own object for the region
     * @param memory the pool's backing memory: a buffer or an array
     * @param origin the position of the first page in that memory, in bytes
     * @param size in bytes
     * @param pageSize in bytes; the whole size for memory that is handed out undivided
     * @param reserves whether the pool claims pages before it hands them out
     */
    public static void opened(String allocator, Object owner, Object memory, long origin, long size, long pageSize,
            boolean reserves) {
        try {
            Gate gate = Gate.of(owner);
            if (!gate.admits(owner)) {
                return;
            }
            Region old = OWNERS.of(owner);
            if (old != null) {
                LEDGER.regions().replace(old);
            }
            open(gate, allocator, owner, geometry(memory, origin, size, pageSize, reserves), true);
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    /**
     * A region is noticed whose beginning was not; its pages are unknown. Does nothing for an owner that has a region, or whose
     * gate is not open. Called by adopters; parameters as in {@link #opened}.
     */
    public static void adopted(String allocator, Object owner, Object memory, long origin, long size, long pageSize,
            boolean reserves) {
        adopted(allocator, owner, () -> geometry(memory, origin, size, pageSize, reserves));
    }

    static void adopted(String allocator, Object owner, Supplier<Geometry> geometry) {
        try {
            Gate gate = Gate.of(owner);
            if (!gate.admits(owner)) {
                return;
            }
            // One at a time: of two regions for one owner each would miss what the other is told.
            synchronized (ADOPTION) {
                if (OWNERS.of(owner) == null && gate.isOpen()) {
                    open(gate, allocator, owner, geometry.get(), false);
                }
            }
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    static void open(Gate gate, String allocator, Object owner, Geometry geometry, boolean known) {
        open(gate, allocator, owner, geometry, known, Traits.CHUNK);
    }

    static Region open(Gate gate, String allocator, Object owner, Geometry geometry, boolean known, Traits traits) {
        Region region = LEDGER.regions().open(allocator, owner, geometry, known, traits, gate.mark());
        OWNERS.put(owner, region);
        // Who shuts the gate abandons what is open then. If that was before our region was, or its owner had it, it is ours to do.
        VarHandle.fullFence();
        if (!gate.isOpen()) {
            LEDGER.regions().abandonAll(opened -> opened == region, opened -> { });
            Owners.remove(owner, region);
            OWNERS.retain(kept -> kept != region);
        }
        return region;
    }

    /** Nothing is found any more about regions behind this gate, and their owners forget them. */
    static void abandonAllOf(Gate gate) {
        PinHooks.forgetAll();
        LEDGER.regions().abandonAll(region -> region.group() == gate.mark(), region -> Owners.remove(region.get(), region));
        OWNERS.retain(region -> region.group() != gate.mark());
    }

    /** The region of an owner; null for none. */
    static Region knownRegionOf(Object owner) {
        return OWNERS.of(owner);
    }

    /** From here on the owner has no region. */
    static void forget(Object owner, Region region) {
        OWNERS.forget(owner, region);
    }

    /** The region of an operation's memory, adopted if there was none; null if it cannot be, or must not be. */
    static Region regionOf(Object owner) {
        Region region = OWNERS.of(owner);
        return region != null ? region : adopt(owner, true);
    }

    /** An owner without a region: its beginning was not seen. */
    private static Region adopt(Object owner, boolean counted) {
        Gate gate = Gate.of(owner);
        if (!gate.admits(owner)) {
            return null;
        }
        Consumer<Object> adopter = gate.adopter();
        if (adopter != null) {
            adopter.accept(owner);
        }
        Region region = OWNERS.of(owner);
        if (region == null && counted && gate.isOpen()) {
            UNTRACKED.increment();
        }
        return region;
    }

    /**
     * Takes an error out of woven code itself.
     *
     * @throws StackOverflowError if there was no room even to say that an operation is not recorded: the operation must fail
     *         then, as it would have a few frames deeper without us, or what becomes of its memory later would look wrong
     */
    public static void swallow(Throwable error) {
        LEDGER.reports().swallow(error);
        if (error instanceof StackOverflowError overflow) {
            throw overflow;
        }
    }

    /** An operation failed in here: neither the application nor what becomes of these pages later is to suffer from it. */
    static void unrecorded(Throwable error, Object owner, long page, long count) {
        LEDGER.reports().swallow(error);
        try {
            Region region = OWNERS.of(owner);
            if (region != null) {
                LEDGER.failures().unrecorded(region, page, count);
            }
        } catch (StackOverflowError e) {
            throw e;
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    private static Geometry geometry(Object memory, long origin, long size, long pageSize, boolean reserves) {
        long address = addressOf(memory);
        return new Geometry(address == 0 ? 0 : address + origin, origin, size, pageSize, reserves);
    }

    /** Where some memory lies; 0 for the Java heap. */
    static long addressOf(Object memory) {
        return addresses.applyAsLong(memory);
    }

    /**
     * A region's memory is about to go back to the system.
     *
     * <p>Threads' caches may have memory of it in stock, which goes along, unless none is left of them.
     */
    public static void closing(Object owner) {
        try {
            Region region = OWNERS.of(owner);
            if (region == null) {
                // Adopted to be ended, so that nobody who comes late adopts it when its memory is another's.
                region = adopt(owner, false);
            }
            if (region != null) {
                LEDGER.regions().close(region, () -> CacheHooks.mayHave(owner));
            }
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    /** Whether a region of the owner is known. */
    public static boolean tracked(Object owner) {
        return OWNERS.of(owner) != null;
    }

    public static void reserved(Object owner, long page, long count) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                LEDGER.reserve(region, page, count);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    public static void releasing(Object owner, long page, long count) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                LEDGER.release(region, page, count);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    /**
     * @param position where the user's memory begins in the pool's backing memory
     * @param length how many bytes of it the user may use
     */
    public static void handedOut(Object owner, long page, long count, long position, long length) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                LEDGER.handOut(region, page, count, position, length);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    public static void takingBack(Object owner, long page, long count) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                LEDGER.takeBack(region, page, count);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    /** The pool threw while it took pages back. */
    public static void takeBackFailed(Object owner, long page, long count) {
        try {
            Region region = OWNERS.of(owner);
            if (region != null) {
                LEDGER.failures().takeBack(region, page, count);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, count);
        }
    }

    /** The pool keeps a run that, by its own rules, it should have returned when its last slot was released. */
    public static void runKeptIdle(Object owner, long page, long runPages) {
        try {
            Region region = OWNERS.of(owner);
            if (region != null) {
                LEDGER.keptIdle(region, page, runPages);
            }
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
        }
    }

    /**
     * @param page the first page of the run the slot lies in
     * @param runPages how many pages the run has
     * @param slots into how many slots it is cut
     * @param slotSize in bytes
     */
    public static void slotReserved(Object owner, long page, long runPages, int slots, long slotSize, int slot) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                LEDGER.reserveSlot(region, page, runPages, slots, slotSize, slot);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, runPages);
        }
    }

    public static void slotReleasing(Object owner, long page, long runPages, int slot) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                LEDGER.releaseSlot(region, page, runPages, slot);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, runPages);
        }
    }

    public static void slotHandedOut(Object owner, long page, long runPages, int slot, long position, long length) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                LEDGER.handOutSlot(region, page, runPages, slot, position, length);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, runPages);
        }
    }

    public static void slotTakingBack(Object owner, long page, long runPages, int slot) {
        try {
            Region region = regionOf(owner);
            if (region != null) {
                LEDGER.takeBackSlot(region, page, runPages, slot);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, runPages);
        }
    }

    /** The pool threw while it took a slot back. */
    public static void slotTakeBackFailed(Object owner, long page, int slot) {
        try {
            Region region = OWNERS.of(owner);
            if (region != null) {
                LEDGER.failures().takeBackSlot(region, page, slot);
            }
        } catch (Throwable e) {
            unrecorded(e, owner, page, 1);
        }
    }
}
