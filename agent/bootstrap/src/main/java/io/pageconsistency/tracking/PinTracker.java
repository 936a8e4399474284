package io.pageconsistency.tracking;

import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.pins.Pin;
import io.pageconsistency.pins.PinKind;
import io.pageconsistency.pins.PinRole;
import io.pageconsistency.pins.Pins;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;

/**
 * What is told of holders of buffers, and of buffers.
 *
 * <p>Nothing is held behind a {@link TrackingGate} that is not open, and when one is shut all that is held is forgotten: a holding whose end
 * is missed would accuse somebody. Errors are swallowed and counted as in {@link PoolTracker}. A record for the reason
 * told there.
 */
public record PinTracker(Ledger ledger, Owners owners, TrackingGates gates, Pins pins, AtomicReference<Library> library) {
    /** Where a buffer's memory is, for those of pools that are recorded. */
    public record Place(Object owner, long page, long count, int slot) {
    }

    /**
     * What is known of the library whose buffers are held.
     *
     * @param kinds known to woven code by their index
     * @param places where a buffer's memory is; null where that is not known
     */
    record Library(List<PinKind> kinds, Function<Object, Place> places) {
        static final Library NONE = new Library(List.of(), buffer -> null);
    }

    public PinTracker(Ledger ledger, Owners owners, TrackingGates gates, Pins pins) {
        this(ledger, owners, gates, pins, new AtomicReference<>(Library.NONE));
    }

    /**
     * Called by the agent before it weaves anything.
     *
     * @param kinds known to woven code by their index
     * @param roles what the classes of libraries are
     * @param placeOf where a buffer's memory is; null where that is not known
     */
    public void install(List<PinKind> kinds, List<PinRole> roles, Function<Object, Place> placeOf) {
        pins.roles(roles);
        library.set(new Library(kinds, placeOf));
    }

    /** Undoes {@link #install}. */
    public void uninstall() {
        pins.forgetAll();
        library.set(Library.NONE);
    }

    /**
     * A holder takes a message.
     *
     * @param kind the index of how
     */
    public void held(Object holder, Object message, int kind) {
        try {
            if (gates.of(holder).admits(holder)) {
                PinKind how = library.get().kinds().get(kind);
                pins.hold(message, how, () -> party(how));
            }
        } catch (Throwable e) {
            pins.forgetAll();
            ledger.reports().swallow(e);
        }
    }

    private Party party(PinKind how) {
        ledger.regions().seeing(how.module());
        return ledger.parties().stackOrNull();
    }

    /** A holder lets go of a message, before it gives it back. */
    public void letGo(Object message) {
        try {
            pins.letGo(message);
        } catch (Throwable e) {
            pins.forgetAll();
            ledger.reports().swallow(e);
        }
    }

    /**
     * A holder lets go of all messages of a linked list.
     *
     * @param first null for none
     * @param next the field that leads from one to the next
     * @param message the field with the message
     * @param unless the field that says that there is no message any more
     */
    public void letGoOfAll(Object first, String next, String message, String unless) {
        if (first == null) {
            return;
        }
        try {
            Field toNext = field(first, next);
            Field toMessage = field(first, message);
            Field isNone = field(first, unless);
            for (Object each = first; each != null; each = toNext.get(each)) {
                if (!isNone.getBoolean(each)) {
                    pins.letGo(toMessage.get(each));
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The library is a module that keeps its fields to itself.
            pins.forgetAll();
        } catch (Throwable e) {
            pins.forgetAll();
            ledger.reports().swallow(e);
        }
    }

    private static Field field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /**
     * Nobody uses a buffer any more, and its memory is about to go back.
     *
     * @param pin what its field has; null for nothing, or where there is no field
     * @return the sequence of the violation that this is, or 0
     */
    public int givingBack(Object buffer, Object pin) {
        try {
            Pin own = pin == null ? pins.find(buffer) : (Pin) pin;
            Violation violation = own != null && own.isHeld() ? givingBackHeld(buffer, own) : null;
            return violation == null ? 0 : violation.sequence();
        } catch (Throwable e) {
            ledger.reports().swallow(e);
            return 0;
        }
    }

    private Violation givingBackHeld(Object buffer, Pin pin) throws Throwable {
        Pins.Held held = pins.given(buffer, pin);
        if (held == null) {
            return null;
        }
        Incident incident = Incident.of(ViolationKind.FREED_WHILE_HELD, Operation.TAKE_BACK)
                .withSummary("memory was given back that still belongs to somebody else")
                .withExplanation(held.kind().explanation()).withParty(held.kind().label(), held.party());
        Place place = library.get().places().apply(buffer);
        Region region = place == null ? null : owners.of(place.owner());
        return region != null ? ledger.report(incident, region, place.page(), place.count(), place.slot())
                : ledger.report(incident.in(held.kind().module(), 0,
                        buffer.getClass().getName() + ", outside of recorded pools"));
    }
}
