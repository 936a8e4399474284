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
 * The regions that pools' own objects stand for: their beginnings and their ends, and how an object is led to its region.
 *
 * <p>An owner without a region is adopted if its {@link TrackingGate} is open; while it is not, nothing is recorded. Nothing is
 * thrown in here for what a pool does: errors are swallowed and counted. Thread-safe; keeps no owner alive.
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
     * @param pins are forgotten together with what is behind a gate: a holding whose end is missed would accuse somebody
     * @param caches in which memory of a region may be in stock
     * @param quarantine where it may be too
     */
    public PoolRegions(Ledger ledger, Owners owners, Pins pins, CacheTracker caches, Quarantine quarantine) {
        this.ledger = ledger;
        this.owners = owners;
        this.pins = pins;
        this.caches = caches;
        this.quarantine = quarantine;
    }

    /** Whether what happens to the owners of a class is recorded. */
    public TrackingGates gates() {
        return gates;
    }

    /**
     * Called by the agent before it weaves anything.
     *
     * @param addressOf the address of a pool's backing memory object, or 0 when it is on the Java heap
     */
    public void install(ToLongFunction<Object> addressOf) {
        install(addressOf, NO_ARRAYS);
    }

    /**
     * The same.
     *
     * @param arrayOf the array in which a pool's backing memory lies that is on the Java heap; null where that is not known
     */
    public void install(ToLongFunction<Object> addressOf, Function<Object, byte[]> arrayOf) {
        addresses = addressOf;
        arrays = arrayOf;
        installed = true;
        gates.openHouse();
    }

    /** From the return on nothing is recorded, whoever is still at it, and nothing of what was is kept. */
    public void silence() {
        gates.shutAll();
        pins.forgetAll();
        ledger.regions().abandonAll(region -> true, region -> Owners.remove(region.get(), region));
        owners.retain(region -> false);
    }

    /** Undoes {@link #install}, also by {@linkplain #silence recording nothing}; another agent may install itself. */
    public void uninstall() {
        silence();
        addresses = NOWHERE;
        arrays = NO_ARRAYS;
        installed = false;
        // The next one does not answer for what this one has missed.
        untracked.reset();
    }

    /** Lets go of what collected owners have left, and of what an error in here has; for once in a while. */
    public void purge() {
        ledger.regions().removeClosed();
        owners.purge();
    }

    /** Whether an agent has installed itself. */
    public boolean isInstalled() {
        return installed;
    }

    /** Operations on owners that are to be recorded, but of which no region is known; a healthy set-up has none. */
    public long untracked() {
        return untracked.sum();
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

    /** A region has begun, beside any that the owner has had. */
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
     * A region has begun that is handed out as a whole, of an owner that has no other.
     *
     * @param type the class that the hooks are woven into, which the owner's inherits from
     * @return null if nothing is recorded of owners of that class
     */
    Region openedWhole(String allocator, Class<?> type, Object owner, Object memory, long size) {
        TrackingGate gate = gates.of(type);
        return gate.admits(type)
                ? open(gate, allocator, owner, memory, geometry(memory, 0, size, size, false), true, Traits.ONE_HAND_OUT) : null;
    }

    /**
     * A region is noticed whose beginning was not; its pages are unknown. Does nothing for an owner that has a region, or whose
     * gate is not open. Called by adopters; parameters as in {@link #opened}.
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
            // One at a time: of two regions for one owner each would miss what the other is told.
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
        // Who shuts the gate abandons what is open then. If that was before our region was, or its owner had it, it is ours to do.
        VarHandle.fullFence();
        if (!gate.isOpen()) {
            ledger.regions().abandonAll(opened -> opened == region, opened -> { });
            Owners.remove(owner, region);
            owners.retain(kept -> kept != region);
        }
        return region;
    }

    /** Nothing is found any more about regions behind this gate, and their owners forget them. */
    private void abandonAllOf(TrackingGate gate) {
        pins.forgetAll();
        ledger.regions().abandonAll(region -> region.group() == gate.mark(), region -> Owners.remove(region.get(), region));
        owners.retain(region -> region.group() != gate.mark());
    }

    private Geometry geometry(Object memory, long origin, long size, long pageSize, boolean reserves) {
        long address = addressOf(memory);
        return new Geometry(address == 0 ? 0 : address + origin, origin, size, pageSize, reserves);
    }

    /** Where some memory lies; 0 for the Java heap. */
    long addressOf(Object memory) {
        return addresses.applyAsLong(memory);
    }

    /**
     * The region of an owner that has none, because its beginning was not seen.
     *
     * @param counted whether an operation is not recorded if it gets none
     * @return null if it cannot be adopted, or must not be
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
     * <p>Threads' caches may have memory of it in stock, which goes along, unless none is left of them; and so it may be in
     * quarantine.
     */
    public void closing(Object owner) {
        try {
            Region known = owners.of(owner);
            // Adopted to be ended, so that nobody who comes late adopts it when its memory is another's.
            Region region = known != null ? known : adopt(owner, false);
            if (region != null) {
                ledger.regions().close(region, () -> caches.mayHave(owner) || quarantine.mayHave(region));
            }
        } catch (Throwable e) {
            ledger.reports().swallow(e);
        }
    }

    /** Whether a region of the owner is known. */
    public boolean tracks(Object owner) {
        return owners.of(owner) != null;
    }
}
