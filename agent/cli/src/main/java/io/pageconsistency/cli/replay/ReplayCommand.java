package io.pageconsistency.cli.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.pageconsistency.cli.console.ProgressBar;
import io.pageconsistency.cli.console.RecordingFiles;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.recording.replay.Replay;
import io.pageconsistency.recording.replay.Replayed;

/** Replays recorded operations against a new record of pages. */
@Command(name = "replay", description = {"Replays the single operations of a recording against a new record of pages, up to the first contradiction. It"
    + " reads the operations that page-consistency records with page-operations=true, and Netty\'s own events (4.2.3 and later),"
    + " which need no agent.", "It also says what such events cannot show."})
public final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "<recording>", description = "A file of Java Flight Recorder.")
    private String recording;

    @Override
    public Integer call() throws Refusal {
        RecordingFiles.requireReader();
        Replayed replayed;
        try (ProgressBar bar = new ProgressBar(spec.commandLine().getErr())) {
            replayed = Replay.of(RecordingFiles.path(spec, recording), bar.ifSeen());
        } catch (IOException e) {
            throw new Refusal(Status.UNREACHABLE, e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        ReplayText.lines(replayed).forEach(out::println);
        if (replayed.events().isEmpty()) {
            throw new Refusal(Status.UNREACHABLE, recording + " has no events of single operations; page-consistency.jfc records them with"
                    + " page-operations=true, and Netty from 4.2.3 on if its events are switched on");
        }
        if (replayed.operations() == 0) {
            throw new Refusal(Status.UNREACHABLE, "none of the operations in " + recording + " could be replayed");
        }
        return replayed.divergence() == null ? Status.OK : Status.FOUND;
    }
}
