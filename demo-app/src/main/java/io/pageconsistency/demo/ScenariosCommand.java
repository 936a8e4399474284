package io.pageconsistency.demo;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.pageconsistency.demo.scenario.Scenario;
import io.pageconsistency.demo.scenario.Scenarios;

/** Runs some or all scenarios without the service. */
@Command(name = "scenarios", description = "Runs the named scenarios, or all.", mixinStandardHelpOptions = true, versionProvider = Versions.class)
final class ScenariosCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "name", completionCandidates = Names.class,
            description = "one or more of ${COMPLETION-CANDIDATES}")
    private List<String> names = List.of();

    @Override
    public Integer call() throws InterruptedException {
        List<Scenario> chosen;
        try {
            chosen = names.isEmpty() ? Scenarios.all() : Scenarios.named(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (!Agent.isOn()) {
            return Agent.sayHowToTurnItOn();
        }
        Show show = new Show(System.out);
        show.scenarios(chosen);
        return show.end();
    }

    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Scenarios.names().iterator();
        }
    }
}
