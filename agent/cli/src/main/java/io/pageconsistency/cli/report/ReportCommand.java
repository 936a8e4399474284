package io.pageconsistency.cli.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.pageconsistency.agent.Version;
import io.pageconsistency.cli.console.ProgressBar;
import io.pageconsistency.cli.console.RecordingFiles;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.console.TerminalSize;
import io.pageconsistency.recording.Fleet;
import io.pageconsistency.recording.RecordingReader;
import io.pageconsistency.recording.Verdict;

/** Shows the contents of recordings. */
@Command(name = "report", description = {"Shows the contents of flight recordings: violations, the state of the pools over time, and who holds memory.",
    "Several recordings are shown together, and equal faults are merged. Of a recording that was cut off, or whose process died, the"
        + " readable part is shown."})
public final class ReportCommand implements Callable<Integer> {
    /** The formats of a report. */
    enum Format {
        TEXT, JSON, HTML, GITHUB
    }

    /** The findings that make the exit status 1. */
    enum FailOn {
        NOTHING, VIOLATION, LEAK
    }

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "<recording>", description = "Files of Java Flight Recorder, of one process or many.")
    private List<String> recordings;

    @Option(names = {"-o", "--output"}, paramLabel = "<file>",
            description = "Where to write the report (default: the standard output).")
    private String output;

    @Option(names = "--format", paramLabel = "<format>", description = "text; json; html, one page that needs no network; or github,"
            + " annotations of a workflow (default: what the name of the output ends in, or text).")
    private Format format;

    @Option(names = "--fail-on", paramLabel = "<what>", defaultValue = "NOTHING", description = "The status is 1 for a violation, or for a"
            + " leak as well: violation or leak. It is 1, too, when the recordings do not show that anything was checked.")
    private FailOn failOn;

    @Override
    public Integer call() throws Refusal {
        RecordingFiles.requireReader();
        List<Path> files = new ArrayList<>();
        for (String recording : recordings) {
            files.add(RecordingFiles.path(spec, recording));
        }
        Path into = output == null ? null : RecordingFiles.path(spec, output);
        if (into != null && files.stream().anyMatch(file -> isSame(file, into))) {
            throw new ParameterException(spec.commandLine(), "option '--output' cannot be '" + output
                    + "', which is one of the recordings; allowed: another file");
        }
        Fleet fleet = read(files);
        Verdict verdict = fleet.verdict();
        if (into == null) {
            print(fleet, verdict);
        } else {
            write(fleet, into);
            headline(verdict);
            spec.commandLine().getOut().println("written to " + into.toAbsolutePath().normalize());
        }
        return isFailure(fleet, verdict) ? Status.FOUND : Status.OK;
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private Fleet read(List<Path> files) throws Refusal {
        try (ProgressBar bar = new ProgressBar(spec.commandLine().getErr())) {
            return RecordingReader.read(files, bar.ifSeen());
        } catch (IOException e) {
            throw new Refusal(Status.UNREACHABLE, e.getMessage());
        }
    }

    private Format format() {
        if (format != null) {
            return format;
        }
        String name = output == null ? "" : output.toLowerCase(Locale.ROOT);
        return name.endsWith(".html") || name.endsWith(".htm") ? Format.HTML : name.endsWith(".json") ? Format.JSON : Format.TEXT;
    }

    private void print(Fleet fleet, Verdict verdict) {
        PrintWriter out = spec.commandLine().getOut();
        if (format() == Format.TEXT) {
            headline(verdict);
            FleetText.lines(fleet).forEach(out::println);
        } else {
            text(fleet).forEach(out::println);
        }
        out.flush();
    }

    private void headline(Verdict verdict) {
        String colour = switch (verdict.light()) {
            case RED -> "bold,red";
            case AMBER -> "bold,yellow";
            case GREEN -> "bold,green";
            case OFF -> "bold";
        };
        String line = FleetText.headline(verdict);
        spec.commandLine().getOut().println(TerminalSize.colours().enabled()
                ? TerminalSize.colours().string("@|" + colour + " " + line.substring(0, line.indexOf(':')) + "|@") + line.substring(line.indexOf(':'))
                : line);
    }

    private List<String> text(Fleet fleet) {
        return switch (format()) {
            case JSON -> List.of(FleetJson.of(fleet, Version.ofAgent(), false));
            case HTML -> List.of(FleetHtml.of(fleet, Version.ofAgent()));
            case GITHUB -> GithubText.lines(fleet, Path.of(""));
            case TEXT -> {
                List<String> lines = new ArrayList<>();
                lines.add(FleetText.headline(fleet.verdict()));
                lines.addAll(FleetText.lines(fleet));
                yield lines;
            }
        };
    }

    private void write(Fleet fleet, Path into) throws Refusal {
        try {
            Files.write(into, text(fleet), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Refusal(Status.UNWRITTEN, "the report could not be written: " + e);
        }
    }

    /** If nothing was checked, the absence of findings proves nothing. */
    private boolean isFailure(Fleet fleet, Verdict verdict) {
        return failOn != FailOn.NOTHING && (!fleet.violations().isEmpty() || verdict.light() == Verdict.Light.OFF
                || failOn == FailOn.LEAK && !fleet.leaks().isEmpty());
    }
}
