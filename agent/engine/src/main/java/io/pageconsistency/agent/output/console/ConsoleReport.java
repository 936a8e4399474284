package io.pageconsistency.agent.output.console;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Quoting;
import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/**
 * Prints a block for each fault, and a line for a follow-up and for a repeated fault. Prints less after it has printed a lot.
 *
 * <p>The guilty thread only decides how much is printed. The console's thread formats the text. Thread-safe.
 */
public final class ConsoleReport implements LedgerListener {
    private final Console console;
    private final ViolationText text;
    private final PrintLimits limits = new PrintLimits();
    private final AtomicBoolean seenLate = new AtomicBoolean();

    /** @param stacks the share of transfers whose stacks are recorded, to explain why one is missing */
    public ConsoleReport(Console console, Supplier<Share> stacks) {
        this.console = console;
        this.text = new ViolationText(stacks);
    }

    @Override
    public void violation(Violation violation) {
        PrintLimits.Form form = limits.formOf(violation);
        if (form != PrintLimits.Form.NOTHING) {
            console.block(() -> lines(violation, form));
        }
    }

    /** Printed only once. The agent's status has the number of occurrences. */
    @Override
    public void seenLate(Operation operation, Region region, Extent memory, Party other) {
        if (seenLate.compareAndSet(false, true)) {
            String thread = Party.nameOf(Thread.currentThread());
            console.block(() -> List.of("memory was passed between threads without synchronisation: thread \"" + thread
                    + "\" saw the state of " + memory + " (" + region.allocator() + ") only after a fence, "
                    + (other == null ? "and who had it before is not on record" : "and thread \"" + other.thread() + "\" had it before")
                    + "; no violation, further ones are counted in AgentStatus"));
        }
    }

    /** The number of findings of which nothing was printed, because the limits were reached. */
    public long unprinted() {
        return limits.unprinted();
    }

    /** The complete text of a finding. */
    public String inWords(Violation violation) {
        return text.block(violation).stream().map(Quoting::plain).collect(Collectors.joining(System.lineSeparator()));
    }

    private List<String> lines(Violation violation, PrintLimits.Form form) {
        if (form == PrintLimits.Form.BLOCK) {
            return text.block(violation);
        }
        if (form == PrintLimits.Form.REPEAT) {
            return List.of(text.repeated(violation));
        }
        String line = violation.isFollowUp() ? text.followUp(violation) : text.line(violation);
        return form == PrintLimits.Form.LINE ? List.of(line) : List.of(line, further(violation));
    }

    private static String further(Violation violation) {
        String what = violation.isFollowUp() ? "follow-ups of #" + violation.cause()
                : violation.isSuspect() ? "suspects" : violation.kind().counted() ? "violations" : "leaks";
        return "  further " + what + " are counted, and recorded where a recording runs, but not printed";
    }
}
