package io.pageconsistency.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.pageconsistency.it.Child;

/**
 * A run of the packaged demo to its end, in another virtual machine.
 *
 * @param status the exit status
 */
record DemoRun(int status, String out, String err) {
    /** @param directory the working directory, to which relative file names refer */
    static DemoRun withoutAgent(Path directory, String... arguments) {
        return run(directory, List.of(), arguments);
    }

    /** @param options the options of the agent, as users write them after the name of its jar */
    static DemoRun underAgent(Path directory, String options, String... arguments) {
        return run(directory, List.of("-javaagent:" + property("agent.jar") + options), arguments);
    }

    private static DemoRun run(Path directory, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Child.QUICK);
        command.addAll(options);
        command.addAll(List.of("-jar", property("demo.jar")));
        command.addAll(List.of(arguments));
        Child child = Child.start(command, directory);
        return new DemoRun(child.status(), text(child.out()), text(child.err()));
    }

    private static String text(List<String> lines) {
        return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        assertThat(Path.of(value)).as(name).isRegularFile();
        return Path.of(value).toAbsolutePath().normalize().toString();
    }
}
