package io.pageconsistency.hooks;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.util.List;
import java.util.function.Function;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.boot.OwnCode;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.pins.Pin;
import io.pageconsistency.pins.PinKind;
import io.pageconsistency.pins.PinRole;
import io.pageconsistency.pins.Pins;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;

/**
 * What code calls that is woven into holders of buffers, and into buffers.
 *
 * <p>Nothing is held behind a {@link Gate} that is not open, and when one is shut all that is held is forgotten: a holding whose end
 * is missed would accuse somebody. Errors are swallowed and counted as in {@link PoolHooks}.
 */
public final class PinHooks {
    /** Where a buffer's memory is, for those of pools that are recorded. */
    public record Place(Object owner, long page, long count, int slot) {
    }

    private static final Ledger LEDGER = Ledger.ofThisJvm(MethodHandles.lookup());
    private static final Pins PINS = new Pins();

    private static volatile List<PinKind> kinds = List.of();
    private static volatile Function<Object, Place> places = buffer -> null;

    private PinHooks() {
    }

    /**
     * Called by the agent before it weaves anything.
     *
     * @param caller of a class of the agent
     * @param knownKinds known to woven code by their index
     * @param roles what the classes of libraries are
     * @param placeOf where a buffer's memory is; null where that is not known
     */
    public static void install(MethodHandles.Lookup caller, List<PinKind> knownKinds, List<PinRole> roles, Function<Object, Place> placeOf) {
        OwnCode.require(caller);
        PINS.roles(roles);
        kinds = knownKinds;
        places = placeOf;
    }

    /** Undoes {@link #install}. */
    public static void uninstall(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        PINS.forgetAll();
        kinds = List.of();
        places = buffer -> null;
    }

    /** All that is held is forgotten. */
    static void forgetAll() {
        PINS.forgetAll();
    }

    /**
     * A holder takes a message.
     *
     * @param kind the index of how
     */
    public static void held(Object holder, Object message, int kind) {
        try {
            if (Gate.of(holder).admits(holder)) {
                PinKind how = kinds.get(kind);
                PINS.hold(message, how, () -> party(how));
            }
        } catch (Throwable e) {
            PINS.forgetAll();
            LEDGER.reports().swallow(e);
        }
    }

    private static Party party(PinKind how) {
        LEDGER.regions().seeing(how.module());
        return LEDGER.parties().stackOrNull();
    }

    /** A holder lets go of a message, before it gives it back. */
    public static void letGo(Object message) {
        try {
            PINS.letGo(message);
        } catch (Throwable e) {
            PINS.forgetAll();
            LEDGER.reports().swallow(e);
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
    public static void letGoOfAll(Object first, String next, String message, String unless) {
        if (first == null) {
            return;
        }
        try {
            Field toNext = field(first, next);
            Field toMessage = field(first, message);
            Field isNone = field(first, unless);
            for (Object each = first; each != null; each = toNext.get(each)) {
                if (!isNone.getBoolean(each)) {
                    PINS.letGo(toMessage.get(each));
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The library is a module that keeps its fields to itself.
            PINS.forgetAll();
        } catch (Throwable e) {
            PINS.forgetAll();
            LEDGER.reports().swallow(e);
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
    public static int givingBack(Object buffer, Object pin) {
        try {
            Pin own = pin == null ? PINS.find(buffer) : (Pin) pin;
            Violation violation = own != null && own.isHeld() ? givingBackHeld(buffer, own) : null;
            return violation == null ? 0 : violation.sequence();
        } catch (Throwable e) {
            LEDGER.reports().swallow(e);
            return 0;
        }
    }

    private static Violation givingBackHeld(Object buffer, Pin pin) throws Throwable {
        Pins.Held held = PINS.given(buffer, pin);
        if (held == null) {
            return null;
        }
        Incident incident = Incident.of(ViolationKind.FREED_WHILE_HELD, Operation.TAKE_BACK)
                .withSummary("memory was given back that still belongs to somebody else")
                .withExplanation(held.kind().explanation()).withParty(held.kind().label(), held.party());
        Place place = places.apply(buffer);
        Region region = place == null ? null : PoolHooks.knownRegionOf(place.owner());
        return region != null ? LEDGER.report(incident, region, place.page(), place.count(), place.slot())
                : LEDGER.report(incident.in(held.kind().module(), 0,
                        "a " + buffer.getClass().getName() + " outside of recorded pools"));
    }
}
