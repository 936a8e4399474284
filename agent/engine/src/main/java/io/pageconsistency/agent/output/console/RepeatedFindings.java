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
 * Decides which findings of a fault have a line of their own in a file, so that a fault in a loop does not fill the disk. In place
 * of the others a line has the number of times the fault occurred.
 *
 * <p>{@link #isWritten} is thread-safe; {@link #lines} is for one thread.
 */
final class RepeatedFindings {
    /** This many findings of each fault have a line. After those every finding whose number is a power of ten has one. */
    static final int WHOLE = 100;

    private final Supplier<List<Fault>> faults;
    /** The number of occurrences that was last written, by fingerprint and sort. */
    private final Map<String, Long> written = new HashMap<>();

    /** @param faults all faults so far */
    RepeatedFindings(Supplier<List<Fault>> faults) {
        this.faults = faults;
    }

    static boolean isWritten(Violation violation) {
        return violation.repeat() < WHOLE || PrintLimits.isPowerOfTen(violation.repeat());
    }

    /** A line of JSON for each fault that occurred again since the last call, if some of its findings have no line. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Fault fault : faults.get()) {
            long seen = fault.count();
            String key = fault.fingerprint() + " " + fault.sort();
            if (seen > WHOLE && fault.sort() != Fault.Sort.SUPPRESSED && written.getOrDefault(key, 0L) != seen) {
                written.put(key, seen);
                lines.add(new Json().open(null, '{').string("time", Instant.now().toString()).string("fingerprint",
                        fault.fingerprint().toString()).string("kind", fault.kind().name()).number("first", fault.first())
                        .number("seen", seen).close('}').toString());
            }
        }
        return lines;
    }
}
