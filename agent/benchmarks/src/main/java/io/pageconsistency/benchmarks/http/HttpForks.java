package io.pageconsistency.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.pageconsistency.benchmarks.measuring.Forks;
import io.pageconsistency.benchmarks.measuring.Row;
import io.pageconsistency.benchmarks.measuring.Variant;

/**
 * Forks that serve HTTP requests of this process. The figure is the processor time of the whole fork, all threads included, divided
 * by the number of answers. The system counts that time in steps of 10 ms.
 */
final class HttpForks implements Forks {
    /** The parameters of a row. */
    static final String METHOD = "method";
    /** The size of an answer in bytes. */
    static final String BODY = "body";
    /** The method that sends the body. The other method only asks for it. */
    static final String POST = "POST";

    /** A number of requests, not a time, so that as much code has been compiled on a busy machine as on a quiet one. */
    private static final int WARM_UP = 150_000;
    private static final int MEASURED = 200_000;
    private static final int QUICK = 2_000;

    private final int warmUp;
    private final int measured;
    private final String jvm;
    private String machine = "";

    /** @param jvm the {@code java} to measure with, or null for the one that runs this */
    HttpForks(boolean quick, String jvm) {
        warmUp = quick ? QUICK : WARM_UP;
        measured = quick ? QUICK : MEASURED;
        this.jvm = jvm == null ? Path.of(System.getProperty("java.home"), "bin", "java").toString() : jvm;
    }

    /** A virtual machine that serves requests. */
    private static final class Served implements AutoCloseable {
        final Process process;
        final BufferedReader told;
        final PrintStream asked;

        Served(List<String> command) throws IOException {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            told = process.inputReader();
            asked = new PrintStream(process.getOutputStream(), true);
        }

        String line() throws IOException {
            String line = told.readLine();
            if (line == null) {
                throw new IOException("the server has ended");
            }
            return line;
        }

        Account account() throws IOException {
            asked.println();
            return Account.of(line());
        }

        Duration processorTime() {
            return process.toHandle().info().totalCpuDuration().orElseThrow();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    @Override
    public double run(Row row, Variant variant) throws Exception {
        List<String> command = new ArrayList<>(List.of(jvm));
        command.addAll(variant.jvmArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), variant.benchmark()));
        try (Served served = new Served(command)) {
            String[] words = served.line().split(" ", 2);
            machine = words[1];
            try (HttpLoad load = load(Integer.parseInt(words[0]), row.parameters())) {
                load.await(warmUp);
                Account before = served.account();
                long answers = load.answers();
                Duration began = served.processorTime();
                load.await(answers + measured);
                answers = load.answers() - answers;
                Duration taken = served.processorTime().minus(began);
                served.account().verify(before, answers, isChecked(variant));
                return (double) taken.toNanos() / answers;
            }
        }
    }

    private static HttpLoad load(int port, Map<String, String> parameters) throws IOException {
        byte[] body = HttpServer.body(Integer.parseInt(parameters.get(BODY)));
        return new HttpLoad(port, parameters.get(METHOD).equals(POST) ? HttpLoad.request(POST, "/", body)
                : HttpLoad.request(parameters.get(METHOD), "/" + body.length, new byte[0]), body);
    }

    private static boolean isChecked(Variant variant) {
        return variant.jvmArguments().stream().anyMatch(argument -> argument.startsWith("-javaagent:"));
    }

    @Override
    public String machine() {
        return machine;
    }

    @Override
    public String effort() {
        return warmUp + " requests of warm-up and " + measured + " measured in each fork";
    }
}
