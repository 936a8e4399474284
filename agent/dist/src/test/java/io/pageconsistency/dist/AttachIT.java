package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.VirtualMachine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.it.Child;

/** The agent comes to a virtual machine that runs already, or is refused there. */
class AttachIT {
    private static final String RESULT = "io.pageconsistency.attach.result";

    @TempDir
    private File directory;
    private Child child;

    @BeforeEach
    void start() {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-cp",
                System.getProperty("application.classes"), Patient.class.getName()));
        command.addAll(1, Child.QUICK);
        child = Child.start(command);
        assertThat(child.next(any -> true)).isEqualTo("at work");
    }

    @AfterEach
    void end() {
        child.close();
    }

    /** Has the agent come; what the property says afterwards. */
    private String attach(String arguments) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(child.pid()));
        try {
            machine.loadAgent(Jar.FILE.getPath(), arguments);
            return machine.getSystemProperties().getProperty(RESULT);
        } finally {
            machine.detach();
        }
    }

    private String refused(String arguments) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(child.pid()));
        try {
            assertThatThrownBy(() -> machine.loadAgent(Jar.FILE.getPath(), arguments))
                    .isInstanceOf(AgentInitializationException.class);
            return machine.getSystemProperties().getProperty(RESULT);
        } finally {
            machine.detach();
        }
    }

    private void finish() {
        child.endInput();
        assertThat(child.next(any -> true)).isEqualTo("done");
        assertThat(child.status()).isEqualTo(Application.STATUS);
    }

    private List<String> err() {
        return child.err();
    }

    @Test
    void comesToARunningApplication() throws Exception {
        assertThat(attach(null)).isEqualTo("attached");

        finish();
        assertThat(err()).anyMatch(line -> line.endsWith("watching nothing yet, waiting for netty-pooled; violations are reported"))
                .anyMatch(line -> line.contains("at exit: nothing found, but not everything was checked"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"speed=fast", "stacks=", "on-violation", "disable=tcmalloc", "recording=no/such/directory/x.jfr",
        "config=no-such-file"})
    void aMisconfigurationOnlyRefusesTheAttempt(String arguments) throws Exception {
        String reason = refused(arguments);

        assertThat(reason).doesNotContain("\n").contains("allowed: ");
        assertThat(attach("stacks=all")).as("the next attempt").isEqualTo("attached");
        finish();
        assertThat(err()).contains("[page-consistency] not attached: " + reason)
                .anyMatch(line -> line.contains("waiting for netty-pooled"));
    }

    /** Found out only when half of the agent was there. */
    @Test
    void whatWasBegunInVainIsUndone() throws Exception {
        assertThat(refused("on-violation=halt,scrub=100ms,recording=" + "x".repeat(300))).contains("recording", "xxx");

        // Some are only told to end.
        Awaitility.await().atMost(Duration.ofMinutes(2))
                .until(() -> threads().stream().noneMatch(line -> line.contains("page-consistency")));
        assertThat(attach("on-violation=halt,findings=" + directory + "/findings")).isEqualTo("attached");
        assertThat(threads()).anyMatch(line -> line.contains("page-consistency"));
        finish();
        assertThat(err()).filteredOn(line -> line.contains("at exit: ")).hasSize(1);
    }

    private List<String> threads() {
        Child jcmd = Child.start(List.of(System.getProperty("java.home") + "/bin/jcmd", Long.toString(child.pid()), "Thread.print"));
        assertThat(jcmd.status()).as(jcmd.toString()).isZero();
        return jcmd.out();
    }

    /** The classes on the boot class path stay for ever; a newer jar would not get on with them. */
    @Test
    void anotherJarIsRefusedOnceTheFirstWasThere() throws Exception {
        File copy = new File(directory, "page-consistency.jar");
        Files.copy(Jar.FILE.toPath(), copy.toPath());
        VirtualMachine machine = VirtualMachine.attach(Long.toString(child.pid()));
        try {
            assertThatThrownBy(() -> machine.loadAgent(copy.getPath(), "stacks=most"))
                    .isInstanceOf(AgentInitializationException.class);
            assertThat(copy.setLastModified(0)).isTrue();
            assertThatThrownBy(() -> machine.loadAgent(copy.getPath(), ""))
                    .isInstanceOf(AgentInitializationException.class);
            assertThat(machine.getSystemProperties().getProperty(RESULT)).startsWith("its classes came from " + copy);
        } finally {
            machine.detach();
        }
        finish();
    }

    @Test
    void comesOnceOnly() throws Exception {
        attach("stacks=all");

        assertThat(refused("stacks=off")).isEqualTo("an agent is already active in this virtual machine");
        finish();
        assertThat(err()).filteredOn(line -> line.contains("watching")).hasSize(1);
    }
}
