package example;

import static io.pageconsistency.junit.recording.PageConsistencyAssertions.assertThatRecording;
import static io.pageconsistency.junit.recording.PageConsistencyAssertions.assertThatRunning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.recording.LiveRecording;

class ForkedServicesTest {
    @TempDir
    Path directory;

    private Process start(boolean withAgent, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (withAgent) {
            command.add("-javaagent:" + System.getProperty("agent.jar") + "=recording=" + directory.resolve("service.jfr"));
        }
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "example.Service"));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void say(Process service, String commands) throws Exception {
        OutputStream in = service.getOutputStream();
        in.write(commands.getBytes(StandardCharsets.US_ASCII));
        in.flush();
        BufferedReader out = service.inputReader();
        for (int done = 0; done < commands.length();) {
            // The JVM may print lines of its own there.
            done += out.readLine().equals("done") ? 1 : 0;
        }
    }

    private static void end(Process service) throws Exception {
        service.getOutputStream().close();
        assertTrue(service.waitFor(5, TimeUnit.MINUTES));
    }

    @Test
    void aHealthyServiceHasNoViolations() throws Exception {
        Process service = start(true);
        say(service, "www");
        end(service);
        assertThatRecording(directory.resolve("service.jfr")).hasNoViolations().hasNoLeaks();
    }

    @Test
    void aBrokenServiceIsFound() throws Exception {
        Process service = start(true);
        say(service, "wbb");
        end(service);
        Path recording = directory.resolve("service.jfr");
        assertThatRecording(recording).hasViolations(ViolationKind.DOUBLE_FREE, 2);
        AssertionError error = assertThrows(AssertionError.class, () -> assertThatRecording(recording).hasNoViolations());
        assertTrue(error.getMessage().contains("holds 2 DOUBLE_FREE"), error.getMessage());
        assertTrue(error.getMessage().contains("at example.Service.main(Service.java:"), error.getMessage());
        assertThrows(AssertionError.class, () -> assertThatRecording(recording).hasViolations(ViolationKind.DOUBLE_FREE, 1));
    }

    @Test
    void aServiceThatWasNotCheckedDoesNotPass() throws Exception {
        Path recording = directory.resolve("unchecked.jfr");
        Process service = start(false, "-XX:StartFlightRecording:filename=" + recording);
        say(service, "w");
        end(service);
        AssertionError error = assertThrows(AssertionError.class, () -> assertThatRecording(recording).hasNoViolations());
        assertTrue(error.getMessage().contains("the agent was not there"), error.getMessage());
    }

    @Test
    void aServiceThatDidNothingDoesNotPass() throws Exception {
        end(start(true));
        AssertionError error = assertThrows(AssertionError.class,
                () -> assertThatRecording(directory.resolve("service.jfr")).hasNoViolations());
        assertTrue(error.getMessage().contains("but saw no operation of it"), error.getMessage());
    }

    @Test
    void aRunningServiceIsWatched() throws Exception {
        Path repository = Files.createDirectory(directory.resolve("repository"));
        Process service = start(true, "-XX:FlightRecorderOptions=repository=" + repository);
        try (LiveRecording live = assertThatRunning(repository)) {
            say(service, "w");
            live.hasNoViolations();
            say(service, "b");
            AssertionError atOnce = assertThrows(AssertionError.class, live::hasNoViolations);
            assertTrue(atOnce.getMessage().contains("holds 1 DOUBLE_FREE"), atOnce.getMessage());
            assertEquals(1, live.awaitViolation(ViolationKind.DOUBLE_FREE, Duration.ofMinutes(2)).sequence());
        } finally {
            end(service);
        }
    }
}
