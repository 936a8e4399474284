package io.pageconsistency.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.demo.scenario.Scenario;
import io.pageconsistency.demo.service.HttpService;
import io.pageconsistency.demo.service.Traffic;

/**
 * One run of the demo: its parts one after the other, then the table of expected and actual findings.
 *
 * <p>Needs the agent. Not thread-safe.
 */
final class Show {
    private static final int REQUESTS_EACH = 250;
    /**
     * The pause after each part. The agent prints on its own thread, and its blocks should appear below the scenario they belong
     * to. The findings do not need the pause, because they exist before the guilty call returns.
     */
    private static final int PAUSE_MILLIS = 150;

    private final PrintStream out;
    private final Findings findings = new Findings();
    private final List<Outcome> outcomes = new ArrayList<>();

    Show(PrintStream out) {
        this.out = out;
        PageConsistency.addListener(findings);
        out.println(Versions.line());
    }

    /** Starts the service, sends healthy traffic to it, and ends it. */
    void healthyService() throws IOException, InterruptedException {
        heading("A healthy service");
        int mark = findings.mark();
        Traffic.Result result;
        try (HttpService service = new HttpService(0)) {
            out.println("  Listening on " + service.uri());
            result = new Traffic(service.uri()).send(REQUESTS_EACH);
        }
        long held = PageConsistency.pagesHeld();
        List<Violation> found = findings.since(mark);
        out.printf(Locale.ROOT, "  %,d requests, %,d MiB in both directions, %s%n", result.requests(), result.bytes() >> 20,
                result.wrong() == 0 ? "all answers right" : result.wrong() + " answers wrong");
        out.printf(Locale.ROOT, "  %d regions watched, %d violations, %d pages still held at the end%n",
                PageConsistency.regions(), found.size(), held);
        String problem = result.wrong() > 0 ? "wrong answers" : held > 0 ? "pages still held" : null;
        add(Outcome.of("healthy-service", Tally.none(), found, problem));
    }

    /** Runs scenarios, each on its own pool. They share one new thread, which keeps the stacks short. */
    void scenarios(List<Scenario> scenarios) throws InterruptedException {
        Thread thread = new Thread(() -> oneByOne(scenarios), "scenarios");
        thread.start();
        thread.join();
    }

    /** Runs the scenarios with memory segments in another virtual machine. */
    void segments() throws IOException, InterruptedException {
        outcomes.addAll(new Segments(out).run());
    }

    private void oneByOne(List<Scenario> scenarios) {
        for (Scenario scenario : scenarios) {
            run(scenario);
        }
    }

    private void run(Scenario scenario) {
        heading(scenario.name());
        out.println("  " + scenario.story());
        int mark = findings.mark();
        String problem = null;
        try {
            scenario.run(remark -> out.println("  " + remark));
        } catch (RuntimeException | AssertionError | LinkageError e) {
            problem = e.toString();
        }
        List<Violation> found = findings.since(mark);
        pause();
        found.forEach(violation -> out.println("  Found: " + inWords(violation)));
        add(Outcome.of(scenario.name(), scenario.expected(), found, problem));
    }

    private static String inWords(Violation violation) {
        return "#" + violation.sequence() + " " + violation.kind() + (violation.isFollowUp()
                ? ", follows from #" + violation.cause()
                : ", " + violation.summary() + ": " + violation.extent());
    }

    private void add(Outcome outcome) {
        outcomes.add(outcome);
        pause();
    }

    private void pause() {
        out.flush();
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void heading(String text) {
        out.println();
        out.println(text);
    }

    /** Prints the outcome of each part for the virtual machine that started this one. Returns the exit status. */
    int tell() {
        outcomes.forEach(outcome -> out.println(outcome.toLine()));
        if (PageConsistency.swallowedErrors() != 0) {
            out.println("  The agent met errors of its own: " + PageConsistency.firstSwallowedError());
            return DemoApp.NOT_AS_EXPECTED;
        }
        Recordings.destinations().forEach(this::tellOf);
        out.flush();
        return outcomes.stream().allMatch(Outcome::asExpected) ? DemoApp.AS_EXPECTED : DemoApp.NOT_AS_EXPECTED;
    }

    /** Prints the table and the place of the recording. Returns the exit status. */
    int end() {
        heading("Summary");
        out.print(Summary.table(outcomes));
        out.println("  A follow-up is reported with the number of the violation it follows from, and not counted.");
        long errors = PageConsistency.swallowedErrors();
        boolean asExpected = errors == 0 && outcomes.stream().allMatch(Outcome::asExpected);
        out.println();
        out.println(asExpected ? "Everything was found as expected."
                : errors == 0 ? "Not everything was found as expected."
                : "The agent met errors of its own: " + errors + ", the first: " + PageConsistency.firstSwallowedError());
        Recordings.destinations().forEach(this::tellOf);
        out.flush();
        return asExpected ? DemoApp.AS_EXPECTED : DemoApp.NOT_AS_EXPECTED;
    }

    private void tellOf(Path recording) {
        out.println();
        out.println("The recording is " + recording + ", complete once this program has ended. To look into it:");
        out.println("  jfr print --stack-depth 30 --events io.pageconsistency.Violation " + recording);
        out.println("  jfr view --width 200 io.pageconsistency.Violation " + recording + "   (JDK 21 and later)");
    }
}
