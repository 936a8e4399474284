package io.pageconsistency.agent.output.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.pageconsistency.Violation;
import io.pageconsistency.report.Fault;

/**
 * Which findings of a fault are worth a line of their own in a file, and what is written in place of the others: how often the fault
 * was met. A loop with one fault in it is not to fill the disk.
 *
 * <p>Which are is decided on any thread; the lines are for one.
 */
final class RepeatedFindings {
    /** Findings of each fault with a line of their own; after those it is each time ten times as many. */
    static final int WHOLE = 100;

    private final Supplier<List<Fault>> faults;
    /** By fingerprint and sort, how often it was met when that was last written. */
    private final Map<String, Long> told = new HashMap<>();

    /** @param faults asked for all that were met so far */
    RepeatedFindings(Supplier<List<Fault>> faults) {
        this.faults = faults;
    }

    static boolean isWritten(Violation violation) {
        return violation.repeat() < WHOLE || PrintLimits.isPowerOfTen(violation.repeat());
    }

    /** A line of JSON for each fault of which not every finding has one, and that has been met again since the last time. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Fault fault : faults.get()) {
            long seen = fault.count();
            String key = fault.fingerprint() + " " + fault.sort();
            if (seen > WHOLE && fault.sort() != Fault.Sort.SUPPRESSED && told.getOrDefault(key, 0L) != seen) {
                told.put(key, seen);
                lines.add(new Json().open(null, '{').string("time", Instant.now().toString()).string("fingerprint",
                        fault.fingerprint().toString()).string("kind", fault.kind().name()).number("first", fault.first())
                        .number("seen", seen).close('}').toString());
            }
        }
        return lines;
    }
}
