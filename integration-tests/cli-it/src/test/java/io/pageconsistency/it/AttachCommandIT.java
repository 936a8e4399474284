package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code attach}: the agent is loaded into a running program, or refused there. */
@Tag("ends")
class AttachCommandIT {
    private static final String WATCHING = System.getProperty("it.version") + " on Java .*: watching nothing yet, waiting for netty-pooled; violations ";

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void bringsTheAgentToARunningProgram(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.start(jdk)) {
            Command.Ended ended = Command.run(jdk, "attach", program.pid(), "scrub=off,stacks=all", "-o", "on-violation=throw",
                    "-o", "strict=false").with(0);

            assertThat(ended.out()).singleElement().asString().matches("attached to process " + program.pid()
                    + " \\(io.pageconsistency.it.program.Obedient\\): " + WATCHING + "are reported and thrown");
            assertThat(ended.err()).isEmpty();
            program.says(1, "\\[page-consistency] " + WATCHING + ".*");
            program.does("open").does("free twice");
            assertThat(Command.run(jdk, "stats", program.pid(), "--json").with(1).out()).singleElement().asString()
                    .contains("\"pagesHeld\":5", "\"DOUBLE_FREE\":1");
        }
    }

    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void comesOnceOnly(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk)) {
            assertThat(Command.run(jdk, "attach", program.pid()).refused(4)).isEqualTo("page-consistency: process "
                    + program.pid() + " says: an agent is already active in this virtual machine");
            assertThat(Command.run(jdk, "validate", program.pid()).with(0).out()).hasSize(1);
        }
    }

    /** The message is the agent's own, and the program goes on without the agent. */
    @ParameterizedTest
    @ValueSource(strings = {"speed=fast", "stacks=most", "on-violation", "disable=tcmalloc", "recording=no/such/directory/x.jfr",
        "config=no-such-file"})
    void refusesBadOptionsAndLeavesTheProgramAlone(String options) {
        Jdk jdk = Jdk.newest();
        try (Program program = Program.start(jdk)) {
            String reason = Command.run(jdk, "attach", program.pid(), options).refused(4);

            assertThat(reason).startsWith("page-consistency: process " + program.pid() + " says: ")
                    .contains(options.replaceAll("=.*", ""), "allowed: ");
            assertThat(Command.run(jdk, "stats", program.pid()).refused(5)).contains("no agent is active in process "
                    + program.pid());
            assertThat(Command.run(jdk, "attach", program.pid()).with(0).out()).hasSize(1);
        }
    }
}
