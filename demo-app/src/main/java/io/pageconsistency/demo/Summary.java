package io.pageconsistency.demo;

import java.util.List;

import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** The table at the end: expected findings next to actual ones. */
final class Summary {
    private static final int INDENT = 2;

    private Summary() {
    }

    static String table(List<Outcome> outcomes) {
        TextTable table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF),
                new Column(24, INDENT, Overflow.WRAP), new Column(26, INDENT, Overflow.WRAP),
                new Column(26, INDENT, Overflow.WRAP), new Column(12, INDENT, Overflow.WRAP),
                new Column(24, INDENT, Overflow.WRAP));
        table.addRowValues("SCENARIO", "EXPECTED", "FOUND", "FOLLOW-UPS", "VERDICT");
        for (Outcome outcome : outcomes) {
            table.addRowValues(outcome.name(), outcome.expected().toString(), outcome.found().toString(),
                    outcome.followUps() == 0 ? "none" : Long.toString(outcome.followUps()), outcome.verdict());
        }
        return table.toString();
    }
}
