package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.sun.tools.attach.VirtualMachine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that cannot do its work says why in one line, and does no harm to the other process. */
@Tag("ends")
class RefusalsIT {
    private static final int UNREACHABLE = 3;
    private static final int REFUSED = 4;
    private static final int NO_AGENT = 5;

    @ParameterizedTest
    @ValueSource(strings = {"attach", "stop", "stats", "validate", "holders"})
    void aProcessThatDoesNotExist(String command) throws Exception {
        Child process = Child.start(List.of("true"));
        process.status();

        assertThat(Command.run(Jdk.oldest(), command, process.pid()).refused(UNREACHABLE))
                .isEqualTo("page-consistency: there is no process " + process.pid());
    }

    /** The signal with which attaching begins would end this process. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void aProcessThatIsNoVirtualMachine(Platform.Generation generation) throws Exception {
        try (Child process = Child.start(List.of("sleep", "1000"))) {
            assertThat(Command.run(new Platform(generation, "").jdk(), "attach", process.pid()).refused(UNREACHABLE))
                    .startsWith("page-consistency: process " + process.pid() + " is not a Java virtual machine");
            assertThat(process.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void aVirtualMachineThatHandlesNoSignals(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.start(jdk, "-Xrs")) {
            assertThat(Command.run(jdk, "stats", program.pid()).refused(UNREACHABLE)).contains("-Xrs");
            assertThat(program.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void aVirtualMachineThatDisablesAttaching(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.start(jdk, "-XX:+DisableAttachMechanism")) {
            assertThat(Command.run(jdk, "attach", program.pid()).refused(REFUSED)).contains("process " + program.pid(),
                    "(-XX:+DisableAttachMechanism); start it with -javaagent instead");
            // Such a virtual machine takes the signal as a request to print its threads.
            assertThat(program.finish()).containsExactly("ready");
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void aVirtualMachineThatAllowsNoAgents(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.start(jdk, "-XX:-EnableDynamicAgentLoading")) {
            assertThat(Command.run(jdk, "attach", program.pid()).refused(REFUSED))
                    .contains("process " + program.pid(), "-XX:-EnableDynamicAgentLoading");
        }
    }

    /** The command must not start anything in the program only to find that out. */
    @ParameterizedTest
    @ValueSource(strings = {"stop", "stats", "validate"})
    void aVirtualMachineWithoutTheAgent(String command) throws Exception {
        try (Program program = Program.start(Jdk.oldest())) {
            assertThat(Command.run(Jdk.oldest(), command, program.pid()).refused(NO_AGENT))
                    .isEqualTo("page-consistency: no agent is active in process " + program.pid() + "; 'attach "
                            + program.pid() + "' starts it there");
            VirtualMachine machine = Attachment.machine(Long.toString(program.pid()));
            assertThat(machine.getAgentProperties()).doesNotContainKey("com.sun.management.jmxremote.localConnectorAddress");
            machine.detach();
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void aProcessThatIsStopped(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk)) {
            program.stop();

            assertThat(Command.run(jdk, "validate", program.pid()).refused(UNREACHABLE))
                    .isEqualTo("page-consistency: process " + program.pid() + " is stopped; send it SIGCONT to continue it");

            program.signal("CONT");
            assertThat(Command.run(jdk, "validate", program.pid()).with(0).out()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void aProcessThatNoLongerAnswers(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk);
                Command watch = Command.start(jdk, "stats", program.pid(), "--watch", "--json", "--interval", "50ms",
                        "--timeout", "15s")) {
            watch.line();
            program.stop();

            assertThat(watch.ends().with(UNREACHABLE).err()).singleElement().asString().startsWith("page-consistency: process "
                    + program.pid() + " does not answer within 15 s");
        }
    }

    /**
     * A hostile program names a wrong address of its management. The command must not connect to it, and its text must not move the
     * cursor.
     */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void anAddressThatIsNoLocalConnector(Platform.Generation generation) throws Exception {
        Jdk jdk = new Platform(generation, "").jdk();
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                Program program = Program.start(jdk, "--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED",
                        "-javaagent:" + Build.agent() + "=scrub=off")) {
            server.configureBlocking(false);
            String place = "127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort();
            program.does("open");
            for (String address : List.of("service:jmx:rmi:///jndi/ldap://" + place + "/a",
                    "service:jmx:rmi:///jndi/rmi://" + place + "/a", "service:jmx:rmi://" + place + "/stub/rO0ABXQABHRleHQ=")) {
                program.does("publish " + address);
                assertThat(Command.run(jdk, "stats", program.pid()).refused(REFUSED)).contains("process " + program.pid(),
                        "does not offer the local management of a virtual machine");
            }
            assertThat(server.accept()).as("a connection").isNull();
        }
    }

    /** A runtime with few modules, as {@code jlink} makes them for containers, on either side. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void aSmallRuntime(Platform.Generation generation) throws Exception {
        Jdk whole = new Platform(generation, "").jdk();
        Path image = Build.newRun("jlink").resolve("image");
        assumeTrue(works(List.of(whole.tool("jlink").toString()), "--add-modules", "java.base,java.instrument,java.management",
                "--output", image.toString()), "this JDK came without what jlink needs");
        Jdk small = new Jdk(whole.feature(), image);
        try (Program program = Program.start(small, "-javaagent:" + Build.agent())) {
            assertThat(Command.run(small, "stats", program.pid()).refused(UNREACHABLE))
                    .contains(image.toString(), "has no module jdk.attach; use the java of a JDK");
            assertThat(Command.run(whole, "stats", program.pid()).refused(REFUSED))
                    .contains("process " + program.pid() + " does not start its management (module jdk.management.agent)");
        }
    }

    @Test
    void anotherUsersProcess() throws Exception {
        Path jar = Files.copy(Build.agent(), Files.createTempDirectory("readable-by-all").resolve("page-consistency.jar"));
        assumeTrue(jar.getParent().toFile().setExecutable(true, false) && jar.getParent().toFile().setReadable(true, false)
                && jar.toFile().setReadable(true, false));
        List<String> asNobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        assumeTrue(works(asNobody, "test", "-r", jar.toString()), "this user may not become another one");
        assumeTrue(works(asNobody, Jdk.oldest().tool("java").toString(), "-version"), "the other user may not run this JDK");
        try (Program program = Program.start(Jdk.oldest())) {
            assertThat(Command.startInside(asNobody, Jdk.oldest(), jar, "stats", program.pid()).ends().refused(UNREACHABLE))
                    .startsWith("page-consistency: process " + program.pid() + " belongs to another user (id ")
                    .endsWith("); run this as that user");
        } finally {
            Files.delete(jar);
            Files.delete(jar.getParent());
        }
    }

    /** The container has the same processes here, but other files. */
    @Test
    void aProcessInAContainerThatDoesNotHaveTheJar() throws Exception {
        Path jar = Files.copy(Build.agent(), Files.createTempDirectory("hidden").resolve("page-consistency.jar"));
        List<String> elsewhere = List.of("unshare", "--mount", "sh", "-c",
                "mount -t tmpfs none " + jar.getParent() + " && exec \"$@\"", "sh");
        assumeTrue(works(elsewhere, "test", "!", "-e", jar.toString()), "this user may not make containers");
        try (Program program = Program.startInside(elsewhere, Jdk.oldest())) {
            assertThat(Command.startInside(List.of(), Jdk.oldest(), jar, "attach", program.pid()).ends().refused(REFUSED))
                    .isEqualTo("page-consistency: process " + program.pid() + " has another file system (a container), in which"
                            + " there is no " + jar + "; copy the jar to that place there");
        } finally {
            Files.delete(jar);
            Files.delete(jar.getParent());
        }
    }

    private static boolean works(List<String> outer, String... command) {
        return Child.works(Stream.concat(outer.stream(), List.of(command).stream()).toList());
    }

    /** A command that is interrupted leaves nothing in the program. */
    @Test
    void theProgramGoesOnIfACommandIsInterrupted() {
        Jdk jdk = Jdk.oldest();
        try (Program program = Program.startWithPool(jdk);
                Command watch = Command.start(jdk, "stats", program.pid(), "--watch", "--json", "--interval", "50ms")) {
            watch.line();

            assertThat(watch.interrupted()).isEqualTo(128 + 15);
            assertThat(Command.run(jdk, "validate", program.pid()).with(0).out()).hasSize(1);
            assertThat(program.does("allocate and free").isAlive()).isTrue();
        }
    }
}
