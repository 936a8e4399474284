package io.pageconsistency.workloads;

import io.pageconsistency.region.Region;

/** Damages the agent's own record as a stray write would. */
final class Flip {
    private static final int BIT = 13;

    private Flip() {
    }

    /** Flips a bit of the cell that records a buffer's first page. */
    static void bitOf(Internals internals) {
        Region region = Insides.ledger().regions().stream()
                .filter(candidate -> candidate.get() == internals.chunk())
                .findAny().orElseThrow(() -> new IllegalStateException("no region for " + internals));
        try {
            short[] cells = (short[]) Internals.field(Internals.field(region, "pages"), "cells");
            cells[internals.page()] ^= 1 << BIT;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
