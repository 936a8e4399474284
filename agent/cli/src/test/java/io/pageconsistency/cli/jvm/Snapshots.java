package io.pageconsistency.cli.jvm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.pageconsistency.Mode;
import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.ViolationFigures;

/** Builds figures for tests. Not thread-safe. */
public final class Snapshots {
    static final Instant WHEN = Instant.parse("2026-11-20T12:00:00.123456Z");

    private final Map<Figure, Long> figures = new EnumMap<>(Figure.class);
    private final Map<String, Long> byFingerprint = new TreeMap<>();
    private final Map<String, Long> byKind = new TreeMap<>(Map.of("DOUBLE_FREE", 0L, "LEAK", 0L));
    private final Map<String, PoolFigures> pools = new TreeMap<>();
    private final List<RegionFigures> regions = new ArrayList<>();
    private ViolationFigures last;
    private List<String> unchecked = List.of();
    private long nanos;

    public Snapshots() {
        for (Figure figure : Figure.values()) {
            figures.put(figure, 0L);
        }
    }

    public Snapshots with(Figure figure, long value) {
        figures.put(figure, value);
        return this;
    }

    public Snapshots pool(String name, int regionCount) {
        pools.put(name, new Received.Pool(regionCount, regionCount * 4L << 20, regionCount * 512L, 100, 50, 512));
        for (int id = 1; id <= regionCount; id++) {
            regions.add(new Received.Region(id, name, id == 1 ? 0 : (long) id << 32, 4 << 20, 8192, 512, 10, 5));
        }
        return this;
    }

    public Snapshots violation(String thread, String explanation) {
        last = new Received.Violation("DOUBLE_FREE", 7, "netty-pooled", 3, thread, WHEN.toEpochMilli() - 90_000,
                "18cddf0bc775-5ded3243", 260, explanation, "page 1, 8192 bytes");
        byKind.put("DOUBLE_FREE", 1L);
        byFingerprint.put("18cddf0bc775-5ded3243", 1L);
        return with(Figure.VIOLATION_COUNT, 1).with(Figure.FAULT_COUNT, 1);
    }

    public Snapshots unchecked(String... lines) {
        unchecked = List.of(lines);
        return this;
    }

    public Snapshots after(long nanosLater) {
        nanos += nanosLater;
        return this;
    }

    public Snapshot take() {
        return new Snapshot(WHEN, nanos, "1.2.3", Mode.TEST, Map.of("fence", "off: Linux only"), new EnumMap<>(figures), new TreeMap<>(byKind), new TreeMap<>(byFingerprint),
                new TreeMap<>(pools),
                List.copyOf(regions), last, unchecked);
    }
}
