package io.pageconsistency.demo;

import java.io.IOException;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import io.pageconsistency.demo.scenario.Scenarios;

/** The command line. Without a subcommand it runs the healthy service and all scenarios. */
@Command(name = "demo-app",
        description = "Runs a healthy Netty service, then breaks Netty's pool in several ways, and a pool over a memory "
                + "segment in a Java 22 or newer, and compares what the page-consistency agent found with what it should have found.",
        footer = {"", "It needs the agent:", "  " + Agent.COMMAND},
        mixinStandardHelpOptions = true, versionProvider = Versions.class,
        subcommands = {ServeCommand.class, ScenariosCommand.class, SegmentsCommand.class},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:everything was found as expected", "1:something was not", "2:the arguments are wrong",
                "3:the agent is not active"})
public final class DemoApp implements Callable<Integer> {
    static final int AS_EXPECTED = 0;
    static final int NOT_AS_EXPECTED = 1;
    static final int NO_AGENT = 3;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoApp())
                .setExecutionExceptionHandler((e, line, parsed) -> failed(e))
                .execute(arguments));
    }

    private static int failed(Exception e) throws Exception {
        if (e instanceof IOException) {
            System.err.println(e.getMessage());
            return NOT_AS_EXPECTED;
        }
        throw e;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Agent.isOn()) {
            return Agent.sayHowToTurnItOn();
        }
        Show show = new Show(System.out);
        show.healthyService();
        show.scenarios(Scenarios.all());
        show.segments();
        return show.end();
    }
}
