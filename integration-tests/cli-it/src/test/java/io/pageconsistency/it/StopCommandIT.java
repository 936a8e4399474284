package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command {@code stop}: the agent stops, the program goes on, and the agent may be attached again. */
@Tag("ends")
class StopCommandIT {
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void endsTheAgentAndNotTheProgram(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk)) {
            for (int round = 1; round <= 2; round++) {
                assertThat(Command.run(jdk, "stop", program.pid()).with(0).out()).singleElement().asString()
                        .startsWith("process " + program.pid() + " (io.pageconsistency.it.program.Obedient): stopped: nothing is"
                                + " checked any more");
                program.says(round, "\\[page-consistency] stopped: .*");
                assertThat(Command.run(jdk, "stop", program.pid()).refused(5)).contains("no agent is active in process "
                        + program.pid());
                // The agent no longer checks the program's pool.
                program.does("free twice");
                assertThat(program.err()).noneMatch(line -> line.contains("DOUBLE_FREE"));

                assertThat(Command.run(jdk, "attach", program.pid(), "scrub=off").with(0).out()).hasSize(1);
                assertThat(Command.run(jdk, "stats", program.pid(), "--json").with(0).out()).singleElement().asString()
                        .contains("\"regions\":0,");
            }
            program.finish();
        }
    }

    /** A command that watches the agent must say that it has stopped. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void aWatchingCommandSaysThatTheAgentHasStopped(Platform.Generation generation) {
        Jdk jdk = new Platform(generation, "").jdk();
        try (Program program = Program.startWithPool(jdk);
                Command watch = Command.start(jdk, "stats", program.pid(), "--watch", "--json", "--interval", "50ms")) {
            watch.line();

            Command.run(jdk, "stop", program.pid()).with(0);

            assertThat(watch.ends().with(5).err())
                    .containsExactly("page-consistency: page-consistency is no longer active in process " + program.pid());
        }
    }
}
