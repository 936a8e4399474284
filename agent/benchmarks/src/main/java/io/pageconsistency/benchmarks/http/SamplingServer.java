package io.pageconsistency.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import com.sun.management.OperatingSystemMXBean;

import io.pageconsistency.Share;
import io.pageconsistency.fence.Fences;
import io.pageconsistency.hooks.Checker;

/**
 * An {@link HttpServer} with an agent that samples poison, fences and handles. The sampling stops and resumes on request.
 *
 * <p>Woven code stays woven; only the samples stop. The agent cannot switch single options at run time, so this class uses reflection.
 */
final class SamplingServer {
    static final String SAMPLE = "sample";
    static final String PAUSE = "pause";

    private final Set<String> kinds;
    private final Checker checker;
    private final Field fencing;

    /** @param kinds the options that are switched */
    private SamplingServer(Set<String> kinds) throws ReflectiveOperationException {
        this.kinds = kinds;
        Field field = Checker.class.getDeclaredField("OF_THIS_JVM");
        field.setAccessible(true);
        checker = (Checker) field.get(null);
        fencing = Fences.class.getDeclaredField("active");
        fencing.setAccessible(true);
    }

    private void sample(boolean now) throws IllegalAccessException {
        checker.poison().share(share(now && kinds.contains("poison")));
        checker.bufferLives().withhold(share(now && kinds.contains("handles")));
        fencing.setBoolean(checker.fences(), now && kinds.contains("fence"));
    }

    private static Share share(boolean sampled) {
        return sampled ? Share.SAMPLED : Share.OFF;
    }

    /** The number of samples of memory so far. */
    private long samples() {
        return checker.poison().figures().made() + checker.fences().figures().made();
    }

    /**
     * Prints the port and the Java version. Then reads lines. For each one it switches the sampling if the line says so, and prints the
     * processor time of this process in nanoseconds, the number of samples and the {@link Account}.
     *
     * @param arguments the options that are switched
     */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        SamplingServer sampling = new SamplingServer(Set.of(arguments));
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (HttpServer server = new HttpServer()) {
            System.out.println(server.port() + " " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                if (line.equals(SAMPLE) || line.equals(PAUSE)) {
                    sampling.sample(line.equals(SAMPLE));
                }
                System.out.println(system.getProcessCpuTime() + " " + sampling.samples() + " " + Account.now().line());
            }
        }
    }
}
