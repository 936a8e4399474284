package io.pageconsistency.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import io.pageconsistency.benchmarks.measuring.AgentJar;

/**
 * Measures the processor time that samples of free memory and of handles cost a server.
 *
 * <p>Forks of one server differ by more than samples cost. So one server samples and pauses in turn, and adjacent periods are compared.
 * A second pause in each round shows the noise.
 */
@Command(name = "http-samples", description = "Processor time a request of an HTTP server with poison, fences and handles sampled, "
        + "over the same server while it does not sample.")
public final class SamplingCommand implements Callable<Integer> {
    private static final int WARM_UP = 300_000;
    private static final int ROUNDS_OF_WARM_UP = 3;
    /** One unmeasured request for this many measured ones, at the beginning of a period. */
    private static final int SETTLING = 5;

    @Mixin
    private AgentJar agent;

    @Option(names = "--jvm", paramLabel = "<java>", description = "The java to measure with (default: the one that runs this).")
    private String jvm = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @Option(names = "--rounds", defaultValue = "60", paramLabel = "<n>",
            description = "How many rounds of three periods are measured (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--requests", defaultValue = "30000", paramLabel = "<n>",
            description = "How many requests a period has (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--bytes", defaultValue = "256,32768", split = ",", paramLabel = "<n>",
            description = "How long answers are (default: ${DEFAULT-VALUE}).")
    private List<Integer> bytes = new ArrayList<>();

    @Option(names = "--kinds", defaultValue = "poison,fence,handles", split = ",", paramLabel = "<option>",
            description = "Which options are sampled (default: ${DEFAULT-VALUE}).")
    private Set<String> kinds = new LinkedHashSet<>();

    @Override
    public Integer call() throws Exception {
        boolean first = true;
        for (int length : bytes) {
            try (Server server = new Server(jvm, agent.path(), kinds)) {
                if (first) {
                    System.out.println("HTTP server, one thread, " + HttpLoad.CONNECTIONS + " connections that stay; processor time of its"
                            + " process a request, " + rounds + " rounds of periods of " + requests + " requests; sampled: " + String.join(", ", kinds) + ". " + server.machine + ".\n");
                    System.out.println("| request | paused, ns | sampled / paused, mean ± 2 standard errors | quartiles | paused again / paused"
                            + " | quartiles | samples of memory a second |");
                    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
                    first = false;
                }
                System.out.println(row(server, length));
            }
        }
        return 0;
    }

    private String row(Server server, int length) throws Exception {
        byte[] body = HttpServer.body(length);
        double[] paused = new double[rounds];
        double[] sampled = new double[rounds];
        double[] again = new double[rounds];
        long samples = 0;
        long nanos = 0;
        try (HttpLoad load = new HttpLoad(server.port, HttpLoad.request("GET", "/" + length, new byte[0]), body)) {
            load.await(Math.min(WARM_UP, 10L * requests));
            for (int round = -ROUNDS_OF_WARM_UP; round < rounds; round++) {
                double before = server.period(load, SamplingServer.PAUSE, requests);
                long samplesBefore = server.samples;
                long begin = System.nanoTime();
                double during = server.period(load, SamplingServer.SAMPLE, requests);
                long taken = System.nanoTime() - begin;
                long samplesAfter = server.samples;
                double after = server.period(load, SamplingServer.PAUSE, requests);
                if (round >= 0) {
                    // The pauses change places every other round, so that a machine that becomes slower favours neither of them.
                    paused[round] = round % 2 == 0 ? before : after;
                    again[round] = round % 2 == 0 ? after : before;
                    sampled[round] = during;
                    samples += samplesAfter - samplesBefore;
                    nanos += taken;
                }
            }
        }
        server.verify();
        return String.format(Locale.ROOT, "| GET, %,d B | %.0f | %s | %s | %.0f |", length, median(paused), ratio(sampled, paused, again),
                ratio(again, paused, paused), samples * 1e9 / nanos);
    }

    /** The mean of the ratios to the mean of two other periods, its error, and the quartiles. */
    private static String ratio(double[] over, double[] under, double[] otherUnder) {
        double[] ratios = new double[over.length];
        for (int i = 0; i < over.length; i++) {
            ratios[i] = 2 * over[i] / (under[i] + otherUnder[i]);
        }
        double mean = Arrays.stream(ratios).average().orElseThrow();
        double variance = Arrays.stream(ratios).map(r -> (r - mean) * (r - mean)).sum() / Math.max(1, ratios.length - 1);
        Arrays.sort(ratios);
        return String.format(Locale.ROOT, "%.4f × ± %.4f | %.3f–%.3f", mean, 2 * Math.sqrt(variance / ratios.length),
                ratios[ratios.length / 4], ratios[ratios.length * 3 / 4]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The server in the other process. */
    private static final class Server implements AutoCloseable {
        final Process process;
        final BufferedReader told;
        final PrintStream asked;
        final int port;
        final String machine;
        long samples;
        private Account account;

        Server(String jvm, String agent, Set<String> kinds) throws IOException {
            List<String> command = new ArrayList<>(List.of(jvm, "-Xms1g", "-Xmx1g",
                    "-javaagent:" + agent + "=poison=sampled,fence=sampled,handles=sampled",
                    "-cp", System.getProperty("java.class.path"), SamplingServer.class.getName()));
            command.addAll(kinds);
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            told = process.inputReader();
            asked = new PrintStream(process.getOutputStream(), true);
            String[] words = line().split(" ", 2);
            port = Integer.parseInt(words[0]);
            machine = words[1];
        }

        private String line() throws IOException {
            String line = told.readLine();
            if (line == null) {
                throw new IOException("the server has ended");
            }
            return line;
        }

        /** Sends a line to the server. Returns its processor time so far, in nanoseconds. */
        private long ask(String what) throws IOException {
            asked.println(what);
            String[] words = line().split(" ", 3);
            samples = Long.parseLong(words[1]);
            account = Account.of(words[2]);
            return Long.parseLong(words[0]);
        }

        /** Measures one period. Returns the processor time of a request in nanoseconds. */
        double period(HttpLoad load, String mode, int requests) throws Exception {
            ask(mode);
            load.await(load.answers() + requests / SETTLING);
            long begin = ask("");
            long answers = load.answers();
            load.await(answers + requests);
            long end = ask("");
            return (double) (end - begin) / (load.answers() - answers);
        }

        /** Throws if nothing was checked, or if anything was found. */
        void verify() {
            if (!account.active() || account.held() == 0 || account.frees() == 0 || account.faults() != 0) {
                throw new IllegalStateException("not a healthy server under an agent: " + account);
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
