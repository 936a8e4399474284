package io.pageconsistency.junit.setup;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;

/**
 * Attaches the agent to this virtual machine.
 *
 * <p>A helper process does so, because a virtual machine may not attach to itself unless it was started with an option for that.
 * The helper runs {@link #main} and ends.
 */
final class SelfAttach {
    private static final long PATIENCE_SECONDS = 60;
    /** The JDK's default of ten seconds is too short if many builds share a machine. */
    private static final String PATIENCE_OF_THE_JDK = "-Dsun.tools.attach.attachTimeout=50000";
    /** The system property in which the agent leaves the reason for a failure, which the attach API does not pass on. */
    private static final String RESULT = "io.pageconsistency.attach.result";

    /**
     * Variables that are meant for the tests, not for the helper. Each JVM announces them on standard error, and a debugger's port
     * can be used only once.
     */
    private static final Set<String> OPTIONS_OF_EVERY_JVM = Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private SelfAttach() {
    }

    /** @param arguments the process to attach to, and the agent's jar */
    public static void main(String[] arguments) {
        try {
            VirtualMachine target = VirtualMachine.attach(arguments[0]);
            try {
                target.loadAgent(arguments[1]);
            } finally {
                target.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException | IOException e) {
            // Becomes part of a message in the tests' output.
            System.err.println(e.getMessage() == null ? e : e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Attaches.
     *
     * @param jar the agent's jar
     * @return what went wrong, in one line, or null on success
     */
    static String attach(Path jar) {
        Path said = null;
        try {
            said = Files.createTempFile("page-consistency-attach", ".txt");
            Path own = Path.of(SelfAttach.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            ProcessBuilder helper = new ProcessBuilder(java, PATIENCE_OF_THE_JDK, "-cp", own.toString(),
                    SelfAttach.class.getName(), Long.toString(ProcessHandle.current().pid()), jar.toString())
                    .redirectErrorStream(true).redirectOutput(said.toFile());
            helper.environment().keySet().removeAll(OPTIONS_OF_EVERY_JVM);
            Process process = helper.start();
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    return "attaching did not end within " + PATIENCE_SECONDS + " s";
                }
            } finally {
                process.destroyForcibly();
            }
            return process.exitValue() == 0 ? null
                    : System.getProperty(RESULT, firstLine(Files.readString(said, StandardCharsets.UTF_8)));
        } catch (IOException | URISyntaxException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            delete(said);
        }
    }

    private static String firstLine(String said) {
        return said.lines().filter(line -> !line.isBlank()).findFirst().orElse("for an unknown reason");
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It stays in the directory for temporary files.
        }
    }
}
