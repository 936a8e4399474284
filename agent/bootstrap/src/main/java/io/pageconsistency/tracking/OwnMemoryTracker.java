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
 * Receives the calls of buffers that own their memory, such as unpooled ones. Each is a region with one hand-out of the whole, and
 * both end together.
 *
 * <p>Memory on the Java heap has no region, because the garbage collector frees it in any case, and a region would cost many times
 * as much as such a buffer. Only a double free of it is found.
 *
 * <p>A buffer without a known region was created before the agent, or its memory belongs to another owner.
 *
 * <p>Order of calls, thread-safety and errors are as for {@link PoolTracker}; a record for the same reason. The methods that return
 * an error are called with {@code on-violation=throw}, before the memory is freed; after an error the free must not take place.
 */
public record OwnMemoryTracker(PoolTracker pools, BufferLives lives, Pins pins) {
    /** The method in which such a buffer frees its memory. */
    private static final String END = "deallocate";
    private static final Object ENDED = new Object();
    private static final ClassValue<Ending> ENDINGS = new ClassValue<>() {
        @Override
        protected Ending computeValue(Class<?> type) {
            return new Ending(type);
        }
    };

    /** Whether a buffer class inherits the method with the agent's hooks, in which the memory is freed. */
    private static final class Ending {
        private final Class<?> type;
        /** Null until first read. */
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
                    // The class does not override the method.
                } catch (LinkageError e) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * A buffer has got native memory, perhaps of size 0. Its former memory was freed.
     *
     * @param type the class with the hooks. A subclass that overrides the free may keep its memory, so it is not recorded
     * @param memory the buffer's memory
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
     * A buffer is about to resize its native memory, which may move. Another buffer may get the old memory before this one has the
     * new one, so the old region is closed now. If resizing fails, the buffer is no longer recorded.
     */
    public void moving(Object buffer) {
        try {
            forget(buffer);
        } catch (Throwable e) {
            pools.unrecorded(e, buffer, 0, 1);
        }
    }

    /**
     * A buffer becomes unreleasable: its users can no longer release it, so it is kept for ever, which is no leak. A release by its
     * creator is no longer checked.
     */
    public void kept(Object buffer) {
        try {
            pins.through(buffer, this::forget);
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }

    /** A buffer is about to free its native memory. */
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

    /** @return null, or an error if the free is refused */
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

    /** A buffer failed to free its native memory. */
    public void endFailed(Object buffer) {
        pools.takeBackFailed(buffer, 0, 1);
    }

    /** A buffer drops its memory on the Java heap; woven code stores the returned value in the buffer. */
    public Object ended(String allocator) {
        if (!pools.ledger().regions().seen(allocator)) {
            pools.ledger().regions().seeing(allocator);
        }
        return ENDED;
    }

    /** A buffer drops its memory on the Java heap a second time without new memory in between. */
    public void endedAgain(String allocator, Object buffer) {
        try {
            String type = buffer.getClass().getName();
            Incident incident = Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK)
                    .in(allocator, 0, "memory on the heap of ".concat(type.substring(type.lastIndexOf('.') + 1)))
                    .withExplanation("expected a buffer with memory, but its memory has been given back already");
            pools.ledger().report(lives.lastParties(buffer, incident));
        } catch (Throwable e) {
            pools.ledger().reports().swallow(e);
        }
    }
}
