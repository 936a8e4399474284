package io.pageconsistency.cli.jvm;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.pageconsistency.Mode;
import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.ViolationFigures;

/**
 * The figures of one agent, read one after the other; consistent only while no memory is transferred.
 *
 * @param when in this process's time
 * @param nanos the same time by the monotonic clock
 * @param version the agent's version
 * @param mode the agent's mode
 * @param settings the values of the options that the mode presets
 * @param byKind root causes by kind, leaks included
 * @param byFingerprint the most frequent faults
 * @param fullest the regions with the most held pages
 * @param last the latest violation, or null
 * @param unchecked what is in use but not checked
 */
public record Snapshot(Instant when, long nanos, String version, Mode mode, Map<String, String> settings, Map<Figure, Long> figures, Map<String, Long> byKind,
        Map<String, Long> byFingerprint, Map<String, PoolFigures> pools, List<RegionFigures> fullest, ViolationFigures last, List<String> unchecked) {
    private static final double NANOS_A_SECOND = 1e9;

    public long of(Figure figure) {
        return figures.get(figure);
    }

    /**
     * The growth rate of a figure.
     *
     * @param before an earlier snapshot, or null
     * @return the increase per second, or NaN if there is no earlier snapshot, or if the agent was restarted
     */
    public double rate(Figure figure, Snapshot before) {
        if (before == null || nanos <= before.nanos || of(figure) < before.of(figure)) {
            return Double.NaN;
        }
        return (of(figure) - before.of(figure)) * NANOS_A_SECOND / (nanos - before.nanos);
    }
}
