package io.pageconsistency.agent.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.ledger.Reports;

/** The last lines of a run: how many findings there were, of which kinds, and what was not printed. */
public final class ExitSummary implements Supplier<List<String>> {
    private final Reports reports;
    private final ConsoleReport printed;
    private final Console console;

    public ExitSummary(Reports reports, ConsoleReport printed, Console console) {
        this.reports = reports;
        this.printed = printed;
        this.console = console;
    }

    @Override
    public List<String> get() {
        List<String> lines = new ArrayList<>();
        lines.add("at exit: " + counted() + ", " + amount(reports.followUps(), "follow-up")
                + (reports.leaks() == 0 ? "" : ", " + amount(reports.leaks(), "leak") + " (not counted)")
                + (reports.suspects() == 0 ? "" : ", " + amount(reports.suspects(), "suspect") + " (not counted)"));
        long missing = printed.unprinted() + console.dropped();
        if (missing != 0) {
            lines.add("  not printed   " + missing + ", because there were so many; a recording, where one runs, has them");
        }
        if (reports.swallowedErrors() != 0) {
            lines.add("  our errors    " + reports.swallowedErrors()
                    + " inside the agent were kept from the application, the first was " + reports.firstSwallowedError());
        }
        return lines;
    }

    private String counted() {
        StringBuilder kinds = new StringBuilder();
        for (ViolationKind kind : ViolationKind.values()) {
            long count = reports.violations(kind);
            if (count != 0) {
                kinds.append(kinds.length() == 0 ? " (" : ", ").append(count).append(' ').append(kind);
            }
        }
        return amount(reports.violations(), "violation") + (kinds.length() == 0 ? "" : kinds.append(')'));
    }

    private static String amount(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
