package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.pageconsistency.it.Child;

/**
 * How a virtual machine with the agent ended.
 *
 * @param status its exit status
 * @param out the lines of its standard output
 * @param err the lines of its standard error; both without the machine's own warnings, which differ from computer to computer
 */
record Jvm(int status, List<String> out, List<String> err) {
    /** Of class data that cannot be shared beside an extended boot class path, of containers, of files in the way. */
    private static final Pattern WARNING = Pattern.compile("^(\\[[0-9.,]+s]\\[warning]\\[|.* VM warning: )");

    /** Runs {@link Application} with the jar under test as its agent. */
    static Jvm run(File directory, String agentArgument, String... options) {
        List<String> all = new ArrayList<>(List.of("-javaagent:" + Jar.FILE + agentArgument));
        all.addAll(List.of(options));
        return run(directory, Application.class, all);
    }

    /**
     * Runs a program of the tests.
     *
     * @param options those of the virtual machine, its agents among them
     */
    static Jvm run(File directory, Class<?> program, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(Child.QUICK);
        command.addAll(List.of("-cp", System.getProperty("application.classes")));
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(arguments));
        Child child = Child.start(command, directory.toPath());
        int status = child.status();
        assertThat(status).as(child.toString()).isNotEqualTo(Child.KILLED);
        return new Jvm(status, spoken(child.out()), spoken(child.err()));
    }

    private static List<String> spoken(List<String> lines) {
        return lines.stream().filter(line -> !WARNING.matcher(line).find()).toList();
    }
}
