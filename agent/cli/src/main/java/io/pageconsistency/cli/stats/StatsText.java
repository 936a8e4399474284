package io.pageconsistency.cli.stats;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import picocli.CommandLine.Help.Ansi;

import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.ViolationFigures;
import io.pageconsistency.agent.output.console.Amounts;
import io.pageconsistency.cli.console.Table;
import io.pageconsistency.cli.console.TerminalSize;
import io.pageconsistency.cli.jvm.Figure;
import io.pageconsistency.cli.jvm.Management;
import io.pageconsistency.cli.jvm.Snapshot;

/** Figures as text for people. Immutable. */
public final class StatsText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int MOST_BAR = 40;
    private static final int LEAST_BAR = 4;
    private static final int LABEL = 13;
    private static final int NAMED_FAULTS = 3;

    private final long pid;
    private final String name;
    private final Ansi ansi;

    /** @param ansi whether to use colours */
    StatsText(long pid, String name, Ansi ansi) {
        this.pid = pid;
        this.name = Table.plain(name);
        this.ansi = ansi;
    }

    /**
     * @param before an earlier snapshot of the same agent, or null
     * @param size the size of the terminal; lines that do not fit are left out, those of regions first
     */
    List<String> lines(Snapshot now, Snapshot before, TerminalSize size) {
        List<String> head = new ArrayList<>();
        add(head, "@|bold page-consistency " + now.version() + "|@ in process " + pid + " (" + name + "), "
                + TIME.format(now.when().atZone(ZoneId.systemDefault())));
        head.add("");
        head.addAll(fitted(bar -> pools(now, bar), size.columns()));
        if (now.pools().isEmpty()) {
            head.add("(no allocator has been used so far)");
        }
        List<String> foot = foot(now, before, size.columns());
        List<String> regions = fitted(bar -> regions(now, bar), size.columns());
        int room = size.rows() - head.size() - foot.size() - 2;
        List<String> all = new ArrayList<>(head);
        all.add("");
        // A heading without a region below it says nothing.
        if (regions.size() > 1 && room > 2) {
            all.addAll(regions.subList(0, Math.min(regions.size(), room - 1)));
            all.add("");
        }
        all.addAll(foot);
        return all.size() <= size.rows() ? all : all.subList(0, size.rows());
    }

    private void add(List<String> lines, String marked) {
        lines.add(ansi.string(marked));
    }

    /** The lines of a table whose last column fills the width. */
    private static List<String> fitted(IntFunction<Table> tables, int columns) {
        int room = columns - tables.apply(LEAST_BAR).lastColumn();
        return tables.apply(Math.max(LEAST_BAR, Math.min(MOST_BAR, room))).lines();
    }

    private Table pools(Snapshot now, int bar) {
        Table table = new Table(ansi, "allocator", ">regions", ">tracked", ">pages", ">reserved", ">held", "#held =reserved");
        new TreeMap<>(now.pools()).forEach((pool, figures) -> table.row(Table.plain(pool), number(figures.getRegions()),
                Amounts.bytes(figures.getTrackedBytes()), number(figures.getPageCount()), number(figures.getPagesReserved()),
                number(figures.getPagesHeld()), bar(figures, bar)));
        return table;
    }

    private Table regions(Snapshot now, int bar) {
        Table table = new Table(ansi, "region", "allocator", ">address", ">size", ">pages", ">reserved", ">held", "");
        for (RegionFigures region : now.fullest()) {
            table.row(number(region.getId()), Table.plain(region.getAllocator()),
                    region.getAddress() == 0 ? "heap" : "0x" + Long.toHexString(region.getAddress()),
                    Amounts.bytes(region.getCapacity()), number(region.getPageCount()), number(region.getPagesReserved()),
                    number(region.getPagesHeld()),
                    bar(region.getPagesHeld(), region.getPagesReserved(), region.getPageCount(), bar));
        }
        return table;
    }

    private List<String> foot(Snapshot now, Snapshot before, int columns) {
        List<String> lines = new ArrayList<>();
        lines.add("allocations  " + growing(now, before, Figure.ALLOCATION_COUNT) + ", frees "
                + growing(now, before, Figure.FREE_COUNT));
        long violations = now.of(Figure.VIOLATION_COUNT);
        String kinds = now.byKind().entrySet().stream().filter(kind -> kind.getValue() > 0).sorted(Map.Entry.comparingByKey())
                .map(kind -> kind.getKey() + " " + kind.getValue()).collect(Collectors.joining(", "));
        add(lines, "violations   " + (violations == 0 ? "@|green 0|@" : "@|bold,red " + violations + "|@")
                + (kinds.isEmpty() ? "" : " (" + Table.plain(kinds) + ")") + ", follow-ups " + now.of(Figure.FOLLOW_UP_COUNT)
                + ", leaks " + now.of(Figure.LEAK_COUNT)
                + (now.of(Figure.SUSPECT_COUNT) == 0 ? "" : ", suspects " + now.of(Figure.SUSPECT_COUNT))
                + (now.of(Figure.SUPPRESSED_COUNT) == 0 ? "" : ", suppressed " + now.of(Figure.SUPPRESSED_COUNT)));
        if (now.of(Figure.POISON_COUNT) != 0) {
            lines.add(guarded("poison", now, before, Figure.POISONED_BYTES, Figure.POISONED_EXTENTS, Figure.POISON_COUNT)
                    + ", looked at " + growing(now, before, Figure.POISON_CHECK_COUNT)
                    + (now.of(Figure.POISON_SKIPPED_COUNT) == 0 ? "" : ", left out " + number(now.of(Figure.POISON_SKIPPED_COUNT))));
        }
        if (now.of(Figure.FENCE_COUNT) != 0) {
            lines.add(guarded("fences", now, before, Figure.FENCED_BYTES, Figure.FENCED_EXTENTS, Figure.FENCE_COUNT));
        }
        if (now.of(Figure.QUARANTINED_EXTENTS) != 0) {
            lines.add("quarantine   " + Amounts.bytes(now.of(Figure.QUARANTINED_BYTES)) + " in " + number(now.of(Figure.QUARANTINED_EXTENTS))
                    + " pieces, kept from their pools");
        }
        if (!now.byFingerprint().isEmpty()) {
            addWrapped(lines, "faults", faults(now), columns);
        }
        if (now.last() != null) {
            addWrapped(lines, "last", last(now, now.last()), columns);
        }
        for (String gap : now.unchecked()) {
            addWrapped(lines, "@|yellow not checked|@", Table.plain(gap), columns);
        }
        addWrapped(lines, "mode", Table.plain(Management.inWords(now.mode(), now.settings())), columns);
        long errors = now.of(Figure.SWALLOWED_ERROR_COUNT);
        add(lines, "agent        " + Amounts.bytes(now.of(Figure.BITMAP_BYTES)) + " of record, "
                + Amounts.counted(now.of(Figure.VALIDATION_COUNT), "validation") + ", "
                + (errors == 0 ? "0 errors of its own" : "@|bold,red " + errors + " errors of its own|@"));
        return lines;
    }

    private static String guarded(String label, Snapshot now, Snapshot before, Figure bytes, Figure extents, Figure soFar) {
        return label + " ".repeat(LABEL - label.length()) + Amounts.bytes(now.of(bytes)) + " in "
                + Amounts.counted(now.of(extents), "piece") + ", so far " + growing(now, before, soFar);
    }

    /** Adds a label and a text, which continues on further lines if it is too long. */
    private void addWrapped(List<String> lines, String label, String text, int columns) {
        String first = label + " ".repeat(LABEL - Ansi.OFF.text(label).plainString().length());
        String rest = text;
        int width = Math.max(LABEL, columns - LABEL);
        while (rest.length() > width) {
            int tracked = rest.lastIndexOf(' ', width);
            int end = tracked > 0 ? tracked : width;
            add(lines, first + rest.substring(0, end));
            first = " ".repeat(LABEL);
            rest = rest.substring(end).stripLeading();
        }
        add(lines, first + rest);
    }

    private static String growing(Snapshot now, Snapshot before, Figure figure) {
        double rate = now.rate(figure, before);
        return now.of(figure) + (Double.isNaN(rate) ? "" : " (" + Math.round(rate) + "/s)");
    }

    private static String faults(Snapshot now) {
        String most = now.byFingerprint().entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(NAMED_FAULTS).map(fault -> fault.getKey() + " " + fault.getValue()).collect(Collectors.joining(", "));
        return Amounts.counted(now.of(Figure.FAULT_COUNT), "distinct fault") + ", "
                + Amounts.counted(now.of(Figure.VIOLATION_COUNT), "time") + ": " + Table.plain(most);
    }

    private static String last(Snapshot now, ViolationFigures last) {
        Duration ago = Duration.ofMillis(Math.max(0, now.when().toEpochMilli() - last.getEpochMillis()));
        return Table.plain(last.getKind() + " #" + last.getSequence() + ", " + Amounts.time(ago) + " ago on \"" + last.getThread()
                + "\": " + last.getExplanation() + "; " + last.getMemory() + ", region " + last.getRegionId() + " ("
                + last.getAllocator() + ")");
    }

    private static String bar(PoolFigures pool, int width) {
        return bar(pool.getPagesHeld(), pool.getPagesReserved(), pool.getPageCount(), width);
    }

    /** Draws a bar in which even the smallest used part and the smallest free part are visible. */
    static String bar(long held, long reserved, long pages, int width) {
        int used = cells(Math.max(held, reserved), pages, width);
        int full = Math.min(used, cells(held, pages, width));
        return "@|red " + "#".repeat(full) + "|@@|yellow " + "=".repeat(used - full) + "|@" + ".".repeat(width - used);
    }

    private static int cells(long part, long whole, int width) {
        if (part <= 0 || whole <= 0) {
            return 0;
        }
        long cells = Math.max(1, Math.round((double) part * width / whole));
        return (int) (part < whole ? Math.min(cells, width - 1) : width);
    }

    private static String number(long number) {
        return Long.toString(number);
    }
}
