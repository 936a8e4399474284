package io.pageconsistency.agent.output.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.report.Fault;
import io.pageconsistency.report.Reports;

/**
 * The last lines of a run: the number of findings by kind, the faults, and what was not printed.
 *
 * <p>If anything was not checked, the lines never say that there were no violations.
 */
public final class ExitSummary implements Supplier<List<String>> {
    /** At most this many repeated faults are named, the most frequent first. */
    private static final int NAMED = 10;

    private final Reports reports;
    private final ConsoleReport printed;
    private final Console console;
    private final Supplier<List<String>> blindness;

    /** @param blindness lists what was used and not checked, each in a few words */
    public ExitSummary(Reports reports, ConsoleReport printed, Console console, Supplier<List<String>> blindness) {
        this.reports = reports;
        this.printed = printed;
        this.console = console;
        this.blindness = blindness;
    }

    @Override
    public List<String> get() {
        List<String> lines = new ArrayList<>();
        lines.add("at exit: " + counted() + ", " + amount(reports.followUps(), "follow-up") + notCounted(reports.leaks(), "leak")
                + notCounted(reports.suspects(), "suspect")
                + (reports.suppressed() == 0 ? "" : ", " + reports.suppressed() + " suppressed"));
        addRepeated(lines);
        long missing = printed.unprinted() + console.dropped();
        if (missing != 0) {
            lines.add("  not printed   " + missing + ", because there were too many");
        }
        if (reports.faults().withoutRoom() != 0) {
            lines.add("  not told apart " + amount(reports.faults().withoutRoom(), "finding") + ": the table of faults is full");
        }
        if (reports.swallowedErrors() != 0) {
            lines.add("  agent errors  " + reports.swallowedErrors() + ", of which the application noticed nothing; the first was "
                    + reports.firstSwallowedError());
        }
        return lines;
    }

    private String counted() {
        long violations = reports.violations();
        if (violations == 0) {
            List<String> blind = blindness.get();
            return blind.isEmpty() ? "0 violations" : "nothing found, but not everything was checked (" + String.join("; ", blind) + ")";
        }
        StringBuilder kinds = new StringBuilder();
        for (ViolationKind kind : ViolationKind.values()) {
            long count = reports.violations(kind);
            if (count != 0) {
                kinds.append(kinds.length() == 0 ? "" : ", ").append(count).append(' ').append(kind);
            }
        }
        int faults = reports.faults().distinct(Fault.Sort.VIOLATION);
        return amount(violations, "violation") + " (" + kinds + ")"
                + (faults == violations || faults == 0 ? "" : " from " + amount(faults, "distinct fault"));
    }

    private void addRepeated(List<String> lines) {
        List<Fault> repeated = reports.faults().all().stream()
                .filter(fault -> fault.count() > 1 && fault.sort() != Fault.Sort.FOLLOW_UP && fault.sort() != Fault.Sort.SUPPRESSED)
                .sorted(Comparator.comparingLong(Fault::count).reversed()).toList();
        for (Fault fault : repeated.subList(0, Math.min(NAMED, repeated.size()))) {
            lines.add("  again         " + fault.kind() + " #" + fault.first() + " seen " + ViolationText.times(fault.count() - 1)
                    + ", fingerprint " + fault.fingerprint());
        }
        if (repeated.size() > NAMED) {
            lines.add("  again         and " + (repeated.size() - NAMED) + " more faults");
        }
    }

    private static String notCounted(long count, String what) {
        return count == 0 ? "" : ", " + amount(count, what) + " (not counted)";
    }

    private static String amount(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
