package io.pageconsistency.hooks;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.life.BufferLives;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;
import io.pageconsistency.report.Incident;

/**
 * Buffers that have memory of their own: each is a region of one hand-out, which is all of it, and both end together.
 *
 * <p>Memory on the Java heap has no region. The collector ends it, whatever anybody does, and a region would cost many times what
 * such a buffer costs. Only that it is let go of twice is found.
 *
 * <p>A buffer of which no region is known was there before the agent, or has memory that belongs to somebody else. Errors as for
 * {@link PoolHooks}. Thread-safe.
 */
final class OwnMemory {
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

    private final Ledger ledger;
    /** Plain: who reads an old one says it again. */
    private boolean endSeen;

    OwnMemory(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * A buffer has got memory, perhaps of no bytes. What it had before has ended.
     *
     * @param type the class with the hooks. A subclass that ends its buffers' memory otherwise may keep it, so nothing is known of it
     * @param memory the buffer's own
     * @param size in bytes
     */
    void begun(String allocator, Class<?> type, Object buffer, Object memory, int size) {
        try {
            forget(buffer);
            Gate gate = Gate.of(type);
            if (size > 0 && gate.admits(type) && ENDINGS.get(buffer.getClass()).isInheritedFrom(type)) {
                Geometry geometry = new Geometry(PoolHooks.addressOf(memory), 0, size, size, false);
                ledger.handOut(PoolHooks.open(gate, allocator, buffer, geometry, true, Traits.ONE_HAND_OUT), 0, 1, 0, size);
            }
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, buffer, 0, 1);
        }
    }

    private void forget(Object buffer) {
        Region old = PoolHooks.knownRegionOf(buffer);
        if (old != null) {
            ledger.regions().replace(old);
            PoolHooks.forget(buffer, old);
        }
    }

    /** What it had may be another's before the buffer has the new. If it cannot be moved, nothing is known of it from here on. */
    void moving(Object buffer) {
        try {
            forget(buffer);
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, buffer, 0, 1);
        }
    }

    void ending(Object buffer) {
        try {
            Region region = PoolHooks.knownRegionOf(buffer);
            if (region != null) {
                end(region);
            }
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, buffer, 0, 1);
        }
    }

    private void end(Region region) {
        ledger.takeBack(region, 0, 1);
        ledger.regions().close(region, 0);
    }

    /** @return null, or the error that refuses it */
    Throwable endingUnless(Object buffer) {
        try {
            Region region = PoolHooks.knownRegionOf(buffer);
            if (region != null) {
                ledger.crossing(Operation.TAKE_BACK, region, 0, 1, Extent.NO_SLOT);
                end(region);
            }
            return null;
        } catch (PageConsistencyError e) {
            return e;
        } catch (Throwable e) {
            PoolHooks.unrecorded(e, buffer, 0, 1);
            return null;
        }
    }

    void endFailed(Object buffer) {
        PoolHooks.takeBackFailed(buffer, 0, 1);
    }

    Object ended(String allocator) {
        if (!endSeen) {
            endSeen = true;
            ledger.regions().seeing(allocator);
        }
        return ENDED;
    }

    void endedAgain(String allocator, Object buffer) {
        try {
            String type = buffer.getClass().getName();
            Incident incident = Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK)
                    .in(allocator, 0, "memory on the heap of a ".concat(type.substring(type.lastIndexOf('.') + 1)))
                    .withExplanation("expected a buffer with memory, but it has given it back already");
            ledger.report(BufferLives.ofThisJvm().lastParties(buffer, incident));
        } catch (Throwable e) {
            PoolHooks.swallow(e);
        }
    }
}
