package io.pageconsistency.agent.allocators.described.reading;

import io.pageconsistency.agent.allocators.described.binding.BoundRange;
import io.pageconsistency.agent.allocators.described.model.Range;

/** Reads which elements are transferred. Immutable. */
final class RangeReader {
    private final Range range;
    private final RareRoute from;
    private final RareRoute end;

    RangeReader(BoundRange bound, RareRoute from, RareRoute end) {
        this.range = bound.range();
        this.from = from;
        this.end = end;
    }

    /** The index of the first element. Parameters as for {@link RareRoute}. */
    long from(Object page, Object[] roots) throws Throwable {
        return from == null ? range.from().constant() : from.number(page, roots);
    }

    /** The index after the last element. */
    long end(Object page, Object[] roots) throws Throwable {
        long said = end == null ? range.end().constant() : end.number(page, roots);
        return switch (range.word()) {
            case TO -> said + 1;
            case UNTIL -> said;
            case COUNT -> from(page, roots) + said;
        };
    }
}
