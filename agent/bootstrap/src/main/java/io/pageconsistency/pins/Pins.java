package io.pageconsistency.pins;

import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.Party;
import io.pageconsistency.region.IdentityTable;

/**
 * Knows which buffers are pinned: they belong to a holder, such as a channel whose queue they wait in, so that no other code may
 * give them back.
 *
 * <p>For a buffer that was never pinned, the cost is one read of a field when it is given back. A class that was loaded before the
 * agent has no such field; its buffers are found in a table by identity. No buffer is kept alive. The table holds at most 65,536
 * buffers; further ones are not pinned.
 *
 * <p>Thread-safe. Takes only the table's lock, when a buffer is pinned for the first time.
 */
public final class Pins {
    /** The name of the field that the agent adds to classes with a reference count. */
    public static final String FIELD = "pageConsistencyPin";

    private static final int MOST_IN_TABLE = 1 << 16;
    /**
     * The longest chain of views that is followed. A slice of a leak detector's wrapper of a slice of a composite buffer has five.
     */
    private static final int DEEPEST = 16;

    /** An entry of the table. */
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
     * Sets the roles of libraries' classes. The role of a class is cached for ever, so every later agent must set the same roles.
     *
     * @param said the roles; if several fit a class, the more special one must come first
     */
    public void roles(List<PinRole> said) {
        roles = said;
    }

    /**
     * Pins a message: each buffer with a reference count in its chain of views.
     *
     * @param by supplies the party that causes the pin; called only if there is something to pin
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

    /** Calls the action with a message, then with the object it is a view of, and so on down to the memory. */
    public void through(Object message, Consumer<Object> action) {
        Object each = message;
        for (int i = 0; each != null && i < DEEPEST; i++) {
            action.accept(each);
            each = shapes.get(each.getClass()).behind(each);
        }
    }

    /** Removes a pin of a message, because its holder lets go of it. */
    public void letGo(Object message) throws Throwable {
        Object each = message;
        for (int i = 0; each != null && i < DEEPEST; i++) {
            Shape shape = shapes.get(each.getClass());
            if (shape.counts()) {
                Pin pin = find(each, shape);
                if (pin == null || !pin.letGo(since.get())) {
                    // The buffer may be dead, and its accessor would then refuse the access.
                    return;
                }
            }
            each = shape.behind(each);
        }
    }

    /** The pin of a buffer without a field; null if there is none. */
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

    /** The pin of a buffer without a field, created if necessary; null if the table is full. */
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
     * A pinned buffer is given back.
     *
     * @param pin the buffer's pin
     * @return the pin that this violates; null if the buffer is no longer pinned, or if the holder itself gives it back
     */
    public Held given(Object buffer, Pin pin) throws Throwable {
        PinKind kind = pin.kind();
        Party party = pin.party();
        if (!pin.end(since.get())) {
            return null;
        }
        // With the view its memory goes back, too, and one fault should be reported once.
        Object behind = shapes.get(buffer.getClass()).behind(buffer);
        if (behind != null) {
            letGo(behind);
        }
        return kind.isOwnRelease(new Party().stack()) ? null : new Held(kind, party);
    }

    /**
     * A pin that was violated.
     *
     * @param party who caused the pin; null if that is not on record
     */
    public record Held(PinKind kind, Party party) {
    }

    /** Removes all pins, because the set of hooked methods has changed and the end of a pin may be missed. */
    public void forgetAll() {
        since.incrementAndGet();
    }
}
