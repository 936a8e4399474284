package io.pageconsistency.cli.stats;

import java.io.PrintWriter;
import java.time.Duration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Screen;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.console.TerminalSize;
import io.pageconsistency.cli.jvm.Figure;
import io.pageconsistency.cli.jvm.Management;
import io.pageconsistency.cli.jvm.Snapshot;
import io.pageconsistency.cli.jvm.Target;
import io.pageconsistency.cli.jvm.TargetCommand;
import io.pageconsistency.cli.jvm.TargetOptions;

/** Shows the figures of an agent, once or repeatedly. */
@Command(name = "stats", description = {"Shows the figures of the agent in a virtual machine.",
    "The status is 1 when violations have been found there."})
public final class StatsCommand extends TargetCommand {
    @Option(names = "--watch", description = "Show them again and again, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--json", description = "One JSON object on one line.")
    private boolean json;

    @Option(names = "--interval", defaultValue = "1s", paramLabel = "<duration>",
            converter = TargetOptions.DurationConverter.class,
            description = "With --watch: how long to wait in between (default: ${DEFAULT-VALUE}).")
    private Duration interval;

    @Option(names = "--count", defaultValue = "0", paramLabel = "<n>",
            description = "With --watch: end after so many times; 0 for never (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--regions", defaultValue = "10", paramLabel = "<n>",
            description = "How many of the fullest regions to show (default: ${DEFAULT-VALUE}).")
    private int regions;

    @Override
    protected void check() {
        notNegative("--count", count);
        notNegative("--regions", regions);
    }

    @Override
    protected int run(Target attached) throws Exception {
        try (Management management = Management.of(attached)) {
            boolean onScreen = watch && !json && TerminalSize.isKnown();
            return onScreen ? onScreen(attached, management) : inLines(attached, management);
        }
    }

    private void notNegative(String option, int value) {
        if (value < 0) {
            throw new ParameterException(spec().commandLine(), "option '" + option + "' cannot be " + value
                    + "; allowed: 0 or more");
        }
    }

    private int inLines(Target attached, Management management) throws Refusal, InterruptedException {
        PrintWriter out = out();
        StatsText text = new StatsText(attached.pid(), attached.name(), TerminalSize.colours());
        return repeat(management, (now, before) -> {
            if (json) {
                out.println(StatsJson.of(attached.pid(), attached.name(), now, before));
            } else {
                if (before != null) {
                    out.println();
                }
                text.lines(now, before, TerminalSize.NONE).forEach(out::println);
            }
            out.flush();
        });
    }

    private int onScreen(Target attached, Management management) throws Refusal, InterruptedException {
        StatsText text = new StatsText(attached.pid(), attached.name(), TerminalSize.colours());
        Screen screen = new Screen(out());
        // Ctrl-C ends the virtual machine without returning to this method.
        Runtime.getRuntime().addShutdownHook(new Thread(screen::close));
        try (screen) {
            return repeat(management, (now, before) -> screen.show(text.lines(now, before, TerminalSize.now())));
        }
    }

    private interface View {
        void show(Snapshot now, Snapshot before);
    }

    private int repeat(Management management, View view) throws Refusal, InterruptedException {
        int times = watch ? count : 1;
        Snapshot before = null;
        for (int i = 1; ; i++) {
            Snapshot now = management.snapshot(regions);
            view.show(now, before);
            // The reader of a pipe may have closed it.
            if (i == times || out().checkError()) {
                return now.of(Figure.VIOLATION_COUNT) == 0 ? Status.OK : Status.FOUND;
            }
            before = now;
            Thread.sleep(interval.toMillis());
        }
    }
}
