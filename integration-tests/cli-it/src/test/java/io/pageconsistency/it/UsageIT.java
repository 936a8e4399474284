package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The help of the command line, and its messages for wrong arguments. */
@Tag("ends")
class UsageIT {
    private final Jdk jdk = Jdk.oldest();

    @Test
    void tellsWhatItCanDo() {
        assertThat(Command.run(jdk, "--help").with(0).out())
                .anyMatch(line -> line.startsWith("Usage: java -jar page-consistency.jar "))
                .anyMatch(line -> line.startsWith("  attach ")).anyMatch(line -> line.startsWith("  stop "))
                .anyMatch(line -> line.startsWith("  stats ")).anyMatch(line -> line.startsWith("  validate "))
                .anyMatch(line -> line.matches("  5 +no agent is active there"));
        assertThat(Command.run(jdk, "stats", "--help").with(0).out()).anyMatch(line -> line.contains("--watch"));
        assertThat(Command.run(jdk, "--version").with(0).out())
                .containsExactly("page-consistency " + System.getProperty("it.version"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                             | no command was given; there are attach, stop, stats, mode, validate
            start                          | Unmatched argument at index 0: 'start'
            stats abc                      | 'abc' is not a process id; allowed: a whole number from 1 on
            stats 0                        | '0' is not a process id; allowed: a whole number from 1 on
            stats 1 --interval often       | 'often' is not a duration; allowed: a whole number of ms, s, m or h from 1ms on
            stats 1 --timeout 0s           | '0s' is not a duration; allowed: a whole number of ms, s, m or h from 1ms on
            stats PID --count -1           | option '--count' cannot be -1; allowed: 0 or more
            stats PID --regions -1         | option '--regions' cannot be -1; allowed: 0 or more
            stats 1 --speed                | Unknown option: '--speed'
            attach PID -o findings=a,b     | option 'findings' cannot be 'a,b' here; allowed: values without a comma
            attach PID -o stacks           | <key=value>
            """)
    void namesWhatItDoesNotUnderstand(String arguments, String said) {
        try (Program program = Program.start(jdk)) {
            Object[] split = arguments.isEmpty() ? new Object[0]
                    : arguments.replace("PID", Long.toString(program.pid())).split(" ");

            Command.Ended ended = Command.run(jdk, split).with(2);

            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).hasSize(2);
            assertThat(ended.err().get(0)).startsWith("page-consistency: ").contains(said);
            assertThat(ended.err().get(1)).contains(" --help' shows what is allowed.");
        }
    }

    /** An environment variable may load the agent into every program. Its options must not affect the command line. */
    @ParameterizedTest
    @EnumSource(Platform.Generation.class)
    void isItselfWhereAllProgramsGetTheAgent(Platform.Generation generation) throws IOException {
        Jdk own = new Platform(generation, "").jdk();
        Path recording = Files.writeString(Build.newRun("recording").resolve("of-a-service.jfr"), "precious");
        Path copy = Files.copy(Build.agent(), Build.newRun("copy").resolve("a copy.jar"));
        String options = "=strict=true,on-violation=halt,recording=" + recording;
        try (Program program = Program.startWithPool(own)) {
            for (Path agent : List.of(Build.agent(), copy)) {
                Command.Ended ended = Command.startWith(own, List.of("-javaagent:" + agent + options), "validate", program.pid())
                        .ends().with(0);

                assertThat(ended.out()).singleElement().asString().contains("none is damaged");
                assertThat(ended.err()).isEmpty();
            }
        }
        assertThat(recording).hasContent("precious");
    }
}
