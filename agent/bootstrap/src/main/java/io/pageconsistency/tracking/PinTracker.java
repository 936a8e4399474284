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
 * Receives the calls of holders of buffers, such as a channel's queue, and of buffers.
 *
 * <p>Pins exist only if the holder's {@link TrackingGate} is open. When a gate is shut, all pins are removed, because a pin whose
 * end is missed would cause a false finding. Errors are swallowed and counted as in {@link PoolTracker}; a record for the reason
 * given there.
 */
public record PinTracker(Ledger ledger, Owners owners, TrackingGates gates, Pins pins, AtomicReference<Library> library) {
    /** The place of a buffer's memory in a recorded pool. */
    public record Place(Object owner, long page, long count, int slot) {
    }

    /**
     * The library whose buffers are pinned.
     *
     * @param kinds the kinds of pins; woven code uses their indices
     * @param places returns the place of a buffer's memory, or null if not known
     */
    record Library(List<PinKind> kinds, Function<Object, Place> places) {
        static final Library NONE = new Library(List.of(), buffer -> null);
    }

    public PinTracker(Ledger ledger, Owners owners, TrackingGates gates, Pins pins) {
        this(ledger, owners, gates, pins, new AtomicReference<>(Library.NONE));
    }

    /**
     * To be called before anything is woven.
     *
     * @param kinds the kinds of pins; woven code uses their indices
     * @param roles the roles of the library's classes
     * @param placeOf returns the place of a buffer's memory, or null if not known
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
     * A holder takes over a message.
     *
     * @param kind the index of the kind of pin
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

    /** A holder is about to let go of a message and give it back. */
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
     * @param first the first element, or null
     * @param next the name of the field with the next element
     * @param message the name of the field with the message
     * @param unless the name of the boolean field that tells that the message is gone
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
            // The library is in a module that does not open its fields.
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
     * A buffer's reference count has reached zero, and its memory is about to be given back.
     *
     * @param pin the value of the buffer's field; null if it is empty or missing
     * @return the sequence of the violation, or 0 if there is none
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
                .withSummary("memory was given back that still belongs to another holder")
                .withExplanation(held.kind().explanation()).withParty(held.kind().label(), held.party());
        Place place = library.get().places().apply(buffer);
        Region region = place == null ? null : owners.of(place.owner());
        return region != null ? ledger.report(incident, region, place.page(), place.count(), place.slot())
                : ledger.report(incident.in(held.kind().module(), 0,
                        buffer.getClass().getName() + ", outside of recorded pools"));
    }
}
