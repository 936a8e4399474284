package io.pageconsistency.tracking;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.life.BufferLives;
import io.pageconsistency.pins.Pins;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;

/**
 * What is told of buffers that have memory of their own: each is a region of one hand-out, which is all of it, and both end together.
 *
 * <p>Memory on the Java heap has no region. The collector ends it, whatever anybody does, and a region would cost many times what
 * such a buffer costs. Only that it is let go of twice is found.
 *
 * <p>A buffer of which no region is known was there before the agent, or has memory that belongs to somebody else.
 *
 * <p>Order, threads and errors as for {@link PoolTracker}, and a record as that is. What returns an error is called where violations
 * are thrown: before the memory goes back, which it then must not.
 */
public record OwnMemoryTracker(PoolTracker pools, BufferLives lives, Pins pins) {
    /** The method in which the memory of such a buffer ends. */
    private static final String END = "deallocate";
    private static final Object ENDED = new Object();
    private static final ClassValue<Ending> ENDINGS = new ClassValue<>() {
        @Override
        protected Ending computeValue(Class<?> type) {
            return new Ending(type);
        }
    };

    /** Whether buffers of a class end their memory in the method with our hooks, which they inherit. */
    private static final class Ending {
        private final Class<?> type;
        /** Null until asked for. */
        private Boolean inherited;

        Ending(Class<?> type) {
            this.type = type;
        }

        boolean isInheritedFrom(Class<?> woven) {
            Boolean known = inherited;
            if (known == null) {
                known = OwnRights.in(() -> look(woven));
                inherited = known;
            }
            return known;
        }

        private boolean look(Class<?> woven) {
            for (Class<?> each = type; each != woven; each = each.getSuperclass()) {
                try {
                    each.getDeclaredMethod(END);
                    return false;
                } catch (NoSuchMethodException e) {
                    // Inherited, as it should be.
                } catch (LinkageError e) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * A buffer has got native memory, perhaps of no bytes. What it had before has ended.
     *
     * @param type the class with the hooks. A subclass that ends its buffers' memory otherwise may keep it, so nothing is known of it
     * @param memory the buffer's own
     * @param size in bytes
     */
    public void begun(String allocator, Class<?> type, Object buffer, Object memory, int size) {
        try {
            forget(buffer);
            if (size > 0 && ENDINGS.get(buffer.getClass()).isInheritedFrom(type)) {
                Region region = pools.regions().openedWhole(allocator, type, buffer, memory, size);
                if (region != null) {
                    pools.ledger().handOut(region, 0, 1, 0, size);
                }
            }
        } catch (Throwable e) {
            pools.unrecorded(e, buffer, 0, 1);
        }
    }

    private void forget(Object buffer) {
        Region old = pools.owners().of(buffer);
        if (old != null) {
            pools.ledger().regions().replace(old);
            pools.owners().forget(buffer, old);
        }
    }

    /**
     * A buffer is about to have its native memory resized, which may move it: what it had may be another's before it has the new. If that
     * fails nothing is known of it from here on.
     */
    public void moving(Object buffer) {
        try {
            forget(buffer);
        } catch (Throwable e) {
            pools.unrecorded(e, buffer, 0, 1);
        }
    }

    /**
     * Whoever is given a buffer, perhaps by way of others, cannot release it: it is there for good, which is no leak. If somebody else
     * releases it after all, nothing is known of that.
     */
    public void kept(Object buffer) {
        try {
            pins.through(buffer, this::forget);
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }

    /** A buffer is about to give its native memory back. */
    public void ending(Object buffer) {
        try {
            Region region = pools.owners().of(buffer);
            if (region != null) {
                end(region);
            }
        } catch (Throwable e) {
            pools.unrecorded(e, buffer, 0, 1);
        }
    }

    private void end(Region region) {
        pools.ledger().takeBack(region, 0, 1);
        pools.ledger().regions().close(region, 0);
    }

    /** @return null, or the error that refuses it */
    public Throwable endingUnless(Object buffer) {
        try {
            Region region = pools.owners().of(buffer);
            if (region != null) {
                pools.ledger().transfer(Operation.TAKE_BACK, region, 0, 1, Extent.NO_SLOT);
                end(region);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            pools.unrecorded(e, buffer, 0, 1);
            return null;
        }
    }

    /** A buffer could not give its native memory back. */
    public void endFailed(Object buffer) {
        pools.takeBackFailed(buffer, 0, 1);
    }

    /** A buffer lets go of memory that only the collector ends; what is returned is kept with it. */
    public Object ended(String allocator) {
        if (!pools.ledger().regions().seen(allocator)) {
            pools.ledger().regions().seeing(allocator);
        }
        return ENDED;
    }

    /** It does so again, and has got none since. */
    public void endedAgain(String allocator, Object buffer) {
        try {
            String type = buffer.getClass().getName();
            Incident incident = Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK)
                    .in(allocator, 0, "memory on the heap of ".concat(type.substring(type.lastIndexOf('.') + 1)))
                    .withExplanation("expected a buffer with memory, but it has given it back already");
            pools.ledger().report(lives.lastParties(buffer, incident));
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }
}
