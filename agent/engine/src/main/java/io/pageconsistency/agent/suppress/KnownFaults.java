package io.pageconsistency.agent.suppress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.report.Fault;
import io.pageconsistency.report.Suppression;

/**
 * The known faults that a file lists, one on each line. Lines that begin with {@code #} are comments.
 *
 * <p>Thread-safe.
 */
public final class KnownFaults implements Suppression {
    private static final String COMMENT = "#";
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final List<Rule> rules;

    private KnownFaults(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads a file of known faults.
     *
     * @param problems gets a line, with the file's name and the line number, for each line that cannot be parsed
     * @throws IOException if the file cannot be read
     */
    public static KnownFaults read(Path file, List<String> problems) throws IOException {
        List<Rule> rules = new ArrayList<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace(BYTE_ORDER_MARK, "").trim();
            String place = file + ":" + (i + 1);
            if (!line.isEmpty() && !line.startsWith(COMMENT)) {
                try {
                    rules.add(new Rule(place, line));
                } catch (IllegalArgumentException e) {
                    problems.add(place + ": " + e.getMessage());
                }
            }
        }
        return new KnownFaults(rules);
    }

    /** Asks every rule. Otherwise a rule would count as unused only because another one matches, too. */
    @Override
    public boolean silences(Fault fault) {
        boolean known = false;
        for (Rule rule : rules) {
            known |= rule.matches(fault);
        }
        return known;
    }

    /** Returns a line for each listed fault that did not occur in this run. */
    public List<String> notMet() {
        return rules.stream().filter(rule -> !rule.isMet()).map(rule -> "  suppressed    " + rule + " did not occur in this run").toList();
    }
}
