package io.pageconsistency.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.pageconsistency.benchmarks.measuring.MarkdownTable;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import picocli.CommandLine.Command;

/** Shows the memory that the bitmaps take, as the ledger counts it. */
@Command(name = "memory", description = "Bytes of the bitmaps beside the bytes they describe.")
final class MemoryCommand implements Callable<Integer> {
    private static final long PAGE = 8192;

    @Override
    public Integer call() {
        System.out.println(MarkdownTable.line(Stream.of("tracked", "bytes", "bitmaps, bytes", "share", "budget")));
        System.out.println(MarkdownTable.line(Stream.of("---", "---:", "---:", "---:", "---:")));
        for (long size : List.of(4L << 20, 16L << 20, 8L << 30)) {
            Region region = region(size);
            print("pages of 8 KiB, region of " + (size >> 20) + " MiB", size, region.bitmapBytes(), "≤ 0.05 %");
        }
        for (int slotSize : new int[] {16, 32, 256}) {
            print("slots of " + slotSize + " B in a run of 8 KiB", PAGE, slots(slotSize), slotSize == 256 ? "≤ 1 %" : "");
        }
        return 0;
    }

    private static Region region(long size) {
        return new Ledger().open("benchmark", MemoryCommand.class, new Geometry(0, 0, size, PAGE, true), true);
    }

    private static long slots(int slotSize) {
        Ledger ledger = new Ledger();
        Region region = ledger.open("benchmark", MemoryCommand.class, new Geometry(0, 0, PAGE, PAGE, true), true);
        long before = region.bitmapBytes();
        ledger.reserve(region, 0, 1);
        ledger.reserveSlot(region, 0, 1, (int) PAGE / slotSize, slotSize, 0);
        return region.bitmapBytes() - before;
    }

    private static void print(String what, long tracked, long bitmaps, String budget) {
        System.out.println(MarkdownTable.line(Stream.of(what, Long.toString(tracked), Long.toString(bitmaps),
                String.format(Locale.ROOT, "%.3f %%", 100.0 * bitmaps / tracked), budget)));
    }
}
