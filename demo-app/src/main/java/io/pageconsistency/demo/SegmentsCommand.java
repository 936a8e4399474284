package io.pageconsistency.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import io.pageconsistency.demo.scenario.Scenario;

/** Runs the scenarios with memory segments. */
@Command(name = "segments", description = "Runs the scenarios with memory segments, in a Java 22 or newer.",
        mixinStandardHelpOptions = true, versionProvider = Versions.class)
final class SegmentsCommand implements Callable<Integer> {
    @Option(names = "--here", hidden = true, description = "in this Java, for another to tell of")
    private boolean here;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Agent.isOn()) {
            return Agent.sayHowToTurnItOn();
        }
        Show show = new Show(System.out);
        if (here) {
            List<Scenario> all = new ArrayList<>();
            ServiceLoader.load(Scenario.class).forEach(all::add);
            show.scenarios(all);
            return show.tell();
        }
        show.segments();
        return show.end();
    }
}
