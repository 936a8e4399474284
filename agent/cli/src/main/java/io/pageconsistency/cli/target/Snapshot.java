package io.pageconsistency.cli.target;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.pageconsistency.Mode;
import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.ViolationFigures;

/**
 * The figures of one agent, read one after the other: exact together only while nothing moves.
 *
 * @param when in this process's time
 * @param nanos the same by the clock that never jumps
 * @param version the agent's
 * @param mode how thoroughly it checks
 * @param settings what that comes to, option by option
 * @param byKind root causes by kind, leaks too
 * @param byFingerprint the faults that were met most often
 * @param fullest the regions of which most pages are held
 * @param last the last root cause of a kind that counts, or null
 * @param unchecked what is in use there and not checked
 */
public record Snapshot(Instant when, long nanos, String version, Mode mode, Map<String, String> settings, Map<Figure, Long> figures, Map<String, Long> byKind,
        Map<String, Long> byFingerprint, Map<String, PoolFigures> pools, List<RegionFigures> fullest, ViolationFigures last, List<String> unchecked) {
    private static final double NANOS_A_SECOND = 1e9;

    public long of(Figure figure) {
        return figures.get(figure);
    }

    /**
     * How fast a figure has grown.
     *
     * @param before an earlier snapshot, or null
     * @return a second, or NaN where that cannot be told: there is nothing to compare with, or the agent has begun anew
     */
    public double rate(Figure figure, Snapshot before) {
        if (before == null || nanos <= before.nanos || of(figure) < before.of(figure)) {
            return Double.NaN;
        }
        return (of(figure) - before.of(figure)) * NANOS_A_SECOND / (nanos - before.nanos);
    }
}
