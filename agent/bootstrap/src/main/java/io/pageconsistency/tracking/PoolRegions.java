package io.pageconsistency.tracking;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.pins.Pins;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;

/**
 * Opens, adopts and closes the regions of pools that have an object of their own for each region.
 *
 * <p>An owner without a region is adopted if its {@link TrackingGate} is open; while the gate is not open, nothing is recorded.
 * Errors in the calls of hooks are swallowed and counted. Thread-safe; keeps no owner alive.
 */
public final class PoolRegions {
    private static final ToLongFunction<Object> NOWHERE = memory -> 0;
    private static final Function<Object, byte[]> NO_ARRAYS = memory -> null;

    private final Ledger ledger;
    private final Owners owners;
    private final Pins pins;
    private final CacheTracker caches;
    private final Quarantine quarantine;
    private final TrackingGates gates = new TrackingGates(this::abandonAllOf);
    private final LongAdder untracked = new LongAdder();
    private final Object adoption = new Object();

    private volatile ToLongFunction<Object> addresses = NOWHERE;
    private volatile Function<Object, byte[]> arrays = NO_ARRAYS;
    private volatile boolean installed;

    /**
     * @param pins removed when a gate is shut, because a pin whose end is missed would cause a false finding
     * @param caches tells whether caches may contain memory of a region
     * @param quarantine may contain memory of a region, too
     */
    public PoolRegions(Ledger ledger, Owners owners, Pins pins, CacheTracker caches, Quarantine quarantine) {
        this.ledger = ledger;
        this.owners = owners;
        this.pins = pins;
        this.caches = caches;
        this.quarantine = quarantine;
    }

    /** The tracking gates, which decide whether operations on the owners of a class are recorded. */
    public TrackingGates gates() {
        return gates;
    }

    /**
     * To be called before anything is woven.
     *
     * @param addressOf returns the address of a pool's backing memory object, or 0 if it is on the Java heap
     */
    public void install(ToLongFunction<Object> addressOf) {
        install(addressOf, NO_ARRAYS);
    }

    /**
     * The same.
     *
     * @param arrayOf returns the array of a pool's backing memory on the Java heap, or null if not known
     */
    public void install(ToLongFunction<Object> addressOf, Function<Object, byte[]> arrayOf) {
        addresses = addressOf;
        arrays = arrayOf;
        installed = true;
        gates.openHouse();
    }

    /** Stops recording and drops all regions. After the return nothing is recorded, not even by operations that have begun. */
    public void silence() {
        gates.shutAll();
        pins.forgetAll();
        ledger.regions().abandonAll(region -> true, region -> Owners.remove(region.get(), region));
        owners.retain(region -> false);
    }

    /** Undoes {@link #install} and {@linkplain #silence stops recording}; another agent may install itself afterwards. */
    public void uninstall() {
        silence();
        addresses = NOWHERE;
        arrays = NO_ARRAYS;
        installed = false;
        // The next agent must not show the operations that this one has missed.
        untracked.reset();
    }

    /** Drops the entries of collected owners, and closed regions that an error left over. To be called from time to time. */
    public void purge() {
        ledger.regions().removeClosed();
        owners.purge();
    }

    /** Whether an agent is installed. */
    public boolean isInstalled() {
        return installed;
    }

    /** The number of operations on owners that should be recorded, but have no region; 0 in a healthy set-up. */
    public long untracked() {
        return untracked.sum();
    }

    /**
     * A region was created, or its owner has begun to reuse the old one.
     *
     * @param allocator the allocator module
     * @param owner the pool's own object for the region
     * @param memory the pool's backing memory: a buffer or an array
     * @param origin the position of the first page in that memory, in bytes
     * @param size in bytes
     * @param pageSize in bytes; the whole size for memory that is handed out undivided
     * @param reserves whether the pool claims pages before it hands them out
     */
    public void opened(String allocator, Object owner, Object memory, long origin, long size, long pageSize, boolean reserves) {
        try {
            TrackingGate gate = gates.of(owner);
            if (!gate.admits(owner)) {
                return;
            }
            Region old = owners.of(owner);
            if (old != null) {
                ledger.regions().replace(old);
            }
            open(gate, allocator, owner, memory, geometry(memory, origin, size, pageSize, reserves), true, Traits.CHUNK);
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** A new region was created; a former region of the owner stays as it is. */
    void openedAfresh(String allocator, Object owner, Object memory, Traits traits, Supplier<Geometry> geometry) {
        try {
            TrackingGate gate = gates.of(owner);
            if (gate.admits(owner)) {
                open(gate, allocator, owner, memory, geometry.get(), true, traits);
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /**
     * A region was created that is handed out as a whole, and whose owner has no other.
     *
     * @param type the class with the hooks, a superclass of the owner's class
     * @return null if owners of that class are not recorded
     */
    Region openedWhole(String allocator, Class<?> type, Object owner, Object memory, long size) {
        TrackingGate gate = gates.of(type);
        return gate.admits(type)
                ? open(gate, allocator, owner, memory, geometry(memory, 0, size, size, false), true, Traits.ONE_HAND_OUT) : null;
    }

    /**
     * Adopts a region whose creation was not seen; its pages are unknown. Does nothing if the owner has a region, or if its gate is
     * not open. Called by adopters; parameters as in {@link #opened}.
     */
    public void adopted(String allocator, Object owner, Object memory, long origin, long size, long pageSize, boolean reserves) {
        adopted(allocator, owner, memory, Traits.CHUNK, () -> geometry(memory, origin, size, pageSize, reserves));
    }

    void adopted(String allocator, Object owner, Object memory, Traits traits, Supplier<Geometry> geometry) {
        try {
            TrackingGate gate = gates.of(owner);
            if (!gate.admits(owner)) {
                return;
            }
            // One at a time: if an owner got two regions, each would miss some operations.
            synchronized (adoption) {
                if (owners.of(owner) == null && gate.isOpen()) {
                    open(gate, allocator, owner, memory, geometry.get(), false, traits);
                }
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    private Region open(TrackingGate gate, String allocator, Object owner, Object memory, Geometry geometry, boolean known, Traits traits) {
        Region region = ledger.regions().open(allocator, owner, geometry, known, traits, gate.mark());
        if (geometry.address() == 0) {
            region.in(arrays.apply(memory));
        }
        owners.put(owner, region);
        // A thread that shuts the gate abandons the regions that are open then. If it did so before this region was entered, or
        // before the owner had it, this thread must do so.
        VarHandle.fullFence();
        if (!gate.isOpen()) {
            ledger.regions().abandonAll(opened -> opened == region, opened -> { });
            Owners.remove(owner, region);
            owners.retain(kept -> kept != region);
        }
        return region;
    }

    /** Abandons all regions of the gate, and makes their owners forget them. */
    private void abandonAllOf(TrackingGate gate) {
        pins.forgetAll();
        ledger.regions().abandonAll(region -> region.group() == gate.mark(), region -> Owners.remove(region.get(), region));
        owners.retain(region -> region.group() != gate.mark());
    }

    private Geometry geometry(Object memory, long origin, long size, long pageSize, boolean reserves) {
        long address = addressOf(memory);
        return new Geometry(address == 0 ? 0 : address + origin, origin, size, pageSize, reserves);
    }

    /** The address of some backing memory; 0 for the Java heap. */
    long addressOf(Object memory) {
        return addresses.applyAsLong(memory);
    }

    /**
     * Adopts the region of an owner whose creation was not seen.
     *
     * @param counted whether a failure leaves an operation unrecorded, which is counted
     * @return the region; null if it cannot be adopted, or if the gate is not open
     */
    Region adopt(Object owner, boolean counted) {
        TrackingGate gate = gates.of(owner);
        if (!gate.admits(owner)) {
            return null;
        }
        Consumer<Object> adopter = gate.adopter();
        if (adopter != null) {
            adopter.accept(owner);
        }
        Region region = owners.of(owner);
        if (region == null && counted && gate.isOpen()) {
            untracked.increment();
        }
        return region;
    }

    /**
     * A region's memory is about to go back to the system.
     *
     * <p>Memory of it may still be in thread caches or in quarantine. That memory goes with the region and is not lost.
     */
    public void closing(Object owner) {
        try {
            Region known = owners.of(owner);
            // An unknown region is adopted in order to be closed. Otherwise a late operation could adopt it when its memory has
            // been reused.
            Region region = known != null ? known : adopt(owner, false);
            if (region != null) {
                ledger.regions().close(region, () -> caches.mayHave(owner) || quarantine.mayHave(region));
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** Whether the owner has a known region. */
    public boolean tracks(Object owner) {
        return owners.of(owner) != null;
    }
}
