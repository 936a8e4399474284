package io.pageconsistency.cli.stats;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;

import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.ViolationFigures;
import io.pageconsistency.agent.output.console.Json;
import io.pageconsistency.cli.jvm.Figure;
import io.pageconsistency.cli.jvm.Snapshot;

/** Figures as one JSON object on one line; field names are stable, and docs/reference/command-line.md lists them. */
public final class StatsJson {
    private StatsJson() {
    }

    /** @param before an earlier snapshot of the same agent, or null */
    public static String of(long pid, String name, Snapshot now, Snapshot before) {
        Json json = new Json().open(null, '{');
        json.string("time", now.when().truncatedTo(ChronoUnit.MILLIS).toString()).number("pid", pid).string("name", name);
        json.string("version", now.version()).string("mode", now.mode().toString()).open("settings", '{');
        now.settings().forEach(json::string);
        json.close('}');
        for (Figure figure : Figure.values()) {
            json.number(figure.key(), now.of(figure));
        }
        rate(json, "allocationsPerSecond", now.rate(Figure.ALLOCATION_COUNT, before));
        rate(json, "freesPerSecond", now.rate(Figure.FREE_COUNT, before));
        json.open("violationCountByKind", '{');
        new TreeMap<>(now.byKind()).forEach(json::number);
        json.close('}').open("violationCountByFingerprint", '{');
        new TreeMap<>(now.byFingerprint()).forEach(json::number);
        json.close('}').open("pools", '[');
        now.pools().forEach((pool, figures) -> pool(json, pool, figures));
        json.close(']').open("fullestRegions", '[');
        now.fullest().forEach(region -> region(json, region));
        json.close(']');
        last(json, now.last());
        json.open("unchecked", '[');
        now.unchecked().forEach(line -> json.string(null, line));
        return json.close(']').close('}').toString();
    }

    private static void rate(Json json, String key, double rate) {
        if (Double.isNaN(rate)) {
            json.string(key, null);
        } else {
            json.number(key, Math.round(rate));
        }
    }

    private static void pool(Json json, String name, PoolFigures pool) {
        json.open(null, '{').string("allocator", name).number("regions", pool.getRegions())
                .number("trackedBytes", pool.getTrackedBytes()).number("pageCount", pool.getPageCount())
                .number("pagesReserved", pool.getPagesReserved()).number("pagesHeld", pool.getPagesHeld())
                .number("bitmapBytes", pool.getBitmapBytes()).close('}');
    }

    private static void region(Json json, RegionFigures region) {
        json.open(null, '{').number("id", region.getId()).string("allocator", region.getAllocator())
                .string("address", region.getAddress() == 0 ? null : "0x" + Long.toHexString(region.getAddress())).number("capacity", region.getCapacity())
                .number("pageSize", region.getPageSize()).number("pageCount", region.getPageCount())
                .number("pagesReserved", region.getPagesReserved()).number("pagesHeld", region.getPagesHeld()).close('}');
    }

    private static void last(Json json, ViolationFigures last) {
        if (last == null) {
            json.string("lastViolation", null);
            return;
        }
        json.open("lastViolation", '{').string("kind", last.getKind()).number("sequence", last.getSequence())
                .string("allocator", last.getAllocator()).number("regionId", last.getRegionId()).string("thread", last.getThread())
                .string("time", Instant.ofEpochMilli(last.getEpochMillis()).toString())
                .string("fingerprint", last.getFingerprint()).number("repeat", last.getRepeat())
                .string("explanation", last.getExplanation()).string("memory", last.getMemory()).close('}');
    }
}
