package io.pageconsistency.pins;

import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.Party;
import io.pageconsistency.region.IdentityTable;

/**
 * Which buffers belong to a holder, such as a channel in whose queue they wait, so that nobody else may give back their memory.
 *
 * <p>A buffer that was never held costs a look at its field when it is given back. One whose class was loaded before the agent has no
 * such field, and is found in a table, by identity. No buffer is kept alive, and of 65,536 at once in the table no more are held.
 *
 * <p>Thread-safe; takes no lock but the table's, for a buffer that is held for the first time.
 */
public final class Pins {
    /** The name of the field that classes get which count who uses their memory. */
    public static final String FIELD = "pageConsistencyPin";

    private static final int MOST_IN_TABLE = 1 << 16;
    /** A slice of a leak detector's wrapper of a slice of a composite buffer has five. */
    private static final int DEEPEST = 16;

    /** What is found in the table. */
    private static final class Tabled extends IdentityTable.Entry {
        final Pin pin = new Pin();

        Tabled(Object buffer, ReferenceQueue<Object> queue) {
            super(buffer, queue);
        }
    }

    private final AtomicInteger inTable = new AtomicInteger();
    private final IdentityTable<Tabled> table = new IdentityTable<>(ended -> inTable.decrementAndGet());
    private final AtomicInteger since = new AtomicInteger(1);
    private volatile List<PinRole> roles = List.of();

    private final ClassValue<Shape> shapes = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type, roles);
        }
    };

    /**
     * Says what the classes of libraries are. What was found out about a class stays, so it is the same for all agents that come.
     *
     * @param said the more special first, where several fit a class
     */
    public void roles(List<PinRole> said) {
        roles = said;
    }

    /**
     * A message is held from here on: the buffer that counts who uses its memory, and the one behind it if that is a view.
     *
     * @param by who brings it about; asked for only if there is something to hold
     */
    public void hold(Object message, PinKind kind, Supplier<Party> by) throws Throwable {
        Party party = null;
        Object each = message;
        for (int i = 0; each != null && i < DEEPEST; i++) {
            Shape shape = shapes.get(each.getClass());
            if (shape.counts()) {
                Pin pin = shape.hasField() ? shape.pin(each) : tabled(each);
                if (pin != null) {
                    party = party == null ? by.get() : party;
                    pin.hold(since.get(), kind, party);
                }
            }
            each = shape.behind(each);
        }
    }

    /** Shows an object, then what it is a view of, and so on down to the memory. */
    public void through(Object message, Consumer<Object> action) {
        Object each = message;
        for (int i = 0; each != null && i < DEEPEST; i++) {
            action.accept(each);
            each = shapes.get(each.getClass()).behind(each);
        }
    }

    /** Its holder lets go of a message. */
    public void letGo(Object message) throws Throwable {
        Object each = message;
        for (int i = 0; each != null && i < DEEPEST; i++) {
            Shape shape = shapes.get(each.getClass());
            if (shape.counts()) {
                Pin pin = find(each, shape);
                if (pin == null || !pin.letGo(since.get())) {
                    // It may be dead, and to ask it for more a use that is refused.
                    return;
                }
            }
            each = shape.behind(each);
        }
    }

    /** The pin of a buffer without a field; null for none. */
    public Pin find(Object buffer) {
        if (inTable.get() == 0) {
            return null;
        }
        Tabled entry = table.find(buffer);
        return entry == null ? null : entry.pin;
    }

    private Pin find(Object buffer, Shape shape) throws Throwable {
        return shape.hasField() ? shape.pinOrNull(buffer) : find(buffer);
    }

    /** Null where there is no room. */
    private Pin tabled(Object buffer) {
        Tabled present = table.find(buffer);
        if (present != null) {
            return present.pin;
        }
        if (inTable.get() >= MOST_IN_TABLE) {
            table.forgetCollected();
            if (inTable.get() >= MOST_IN_TABLE) {
                return null;
            }
        }
        return table.findOrAdd(buffer, queue -> {
            inTable.incrementAndGet();
            return new Tabled(buffer, queue);
        }).pin;
    }

    /**
     * The memory of a buffer that is held goes back.
     *
     * @param pin its own
     * @return how it is held, and by whom that was brought about; null if it is not, or if it is the holder who gives it back
     */
    public Held given(Object buffer, Pin pin) throws Throwable {
        PinKind kind = pin.kind();
        Party party = pin.party();
        if (!pin.end(since.get())) {
            return null;
        }
        // With a view its memory goes, and one fault is enough.
        Object behind = shapes.get(buffer.getClass()).behind(buffer);
        if (behind != null) {
            letGo(behind);
        }
        return kind.isOwnRelease(new Party().stack()) ? null : new Held(kind, party);
    }

    /**
     * A holding that somebody ends who must not.
     *
     * @param party null for nobody on record
     */
    public record Held(PinKind kind, Party party) {
    }

    /** Nobody is held any more: what is hooked has changed, so that the end of a holding may be missed. */
    public void forgetAll() {
        since.incrementAndGet();
    }
}
