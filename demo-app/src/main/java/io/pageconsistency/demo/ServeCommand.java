package io.pageconsistency.demo;

import java.io.IOException;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.pageconsistency.demo.service.HttpService;

/** Runs the service alone, for other clients. Works without the agent too, for comparison. */
@Command(name = "serve", description = "Runs the healthy service alone, until it is interrupted.",
        mixinStandardHelpOptions = true, versionProvider = Versions.class)
final class ServeCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "port", defaultValue = "0",
            description = "where to listen; any free port when left out")
    private int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "a port is a number from 0 to " + MAX_PORT + ", not " + port);
        }
        HttpService service = new HttpService(port);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "service-shutdown"));
        System.out.println(Versions.line());
        System.out.println("Listening on " + service.uri() + ", " + (Agent.isOn() ? "checked by the agent" : "without the agent")
                + "; interrupt to end.");
        service.await();
        return DemoApp.AS_EXPECTED;
    }
}
