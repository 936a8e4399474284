package io.pageconsistency.it;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds and runs a {@code java} command line.
 *
 * <p>By default a program runs {@linkplain Child#QUICK with options for a short run}. Tests of loads use {@linkplain #optimizing()
 * the options of production}.
 */
final class Java {
    private static final String WORKLOADS = "io.pageconsistency.workloads.";

    private final String programs;
    private final Platform.Generation generation;
    private final List<String> options = new ArrayList<>(List.of("-Xmx768m"));
    private String agent = "";
    private boolean recorded;
    private boolean alone;
    // Options of a trial may choose another collector.
    private boolean optimizing = !Running.OPTIONS_OF_THE_TRIAL.isEmpty();
    private String classPath;

    private Java(Platform.Generation generation, String programs, String classPath) {
        this.programs = programs;
        this.generation = generation;
        this.classPath = classPath;
    }

    /** A command line with a JDK, a Netty on the class path, and the agent. */
    static Java of(Platform platform) {
        return new Java(platform.generation(), WORKLOADS, Build.workloads() + File.pathSeparator + Build.netty(platform.netty()));
    }

    /** A command line with a JDK and the agent, without any Netty. */
    static Java of(Platform.Generation generation) {
        return new Java(generation, WORKLOADS, Build.workloads().toString());
    }

    /**
     * A command line with a JDK, and programs of the test's own.
     *
     * @param programs the package of the programs, with a dot at its end
     */
    static Java of(Platform.Generation generation, String programs, String classPath) {
        return new Java(generation, programs, classPath);
    }

    /** Sets the agent's options, {@code key=value,key=value}. */
    Java agent(String arguments) {
        agent = arguments;
        return this;
    }

    /** Leaves the agent out; it may be attached later. */
    Java alone() {
        alone = true;
        // Newer JDKs print a warning when an agent is attached without this option.
        return with("-XX:+EnableDynamicAgentLoading");
    }

    /**
     * Uses the compilers and the collector that the JDK chooses itself. For loads, and for behaviour that compiled code could
     * change.
     */
    Java optimizing() {
        optimizing = true;
        return this;
    }

    /** Makes the agent record into the file of this run, {@link Finished#recording()}. */
    Java recorded() {
        recorded = true;
        return this;
    }

    /** Adds options of the virtual machine. {@code FILE} in them is replaced by the file of this run's recording. */
    Java with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Adds jars of the build to the class path. */
    Java and(String directory) {
        classPath += File.pathSeparator + Build.netty(directory);
        return this;
    }

    /** Adds a jar to the class path. */
    Java and(Path jar) {
        classPath += File.pathSeparator + jar;
        return this;
    }

    /** Runs a program to its end. */
    Finished run(String program, String... arguments) {
        return start(program, arguments).finish();
    }

    Running start(String program, String... arguments) {
        Path directory = Build.newRun(program);
        Path recording = directory.resolve("recording.jfr");
        String agentOptions = recorded ? join(agent, "recording=" + recording) : agent;
        List<String> command = new ArrayList<>();
        Jdk jdk = generation.jdk();
        command.add(jdk.tool("java").toString());
        if (!alone) {
            command.add("-javaagent:" + Build.agent() + (agentOptions.isEmpty() ? "" : "=" + agentOptions));
        }
        if (!optimizing) {
            command.addAll(Child.QUICK);
        }
        options.forEach(option -> command.add(option.replace("FILE", recording.toString())));
        command.addAll(List.of("-cp", classPath, programs + program));
        for (String argument : arguments) {
            command.add(argument.replace("FILE", recording.toString()));
        }
        return new Running(jdk, command, directory, recording);
    }

    private static String join(String one, String other) {
        return one.isEmpty() ? other : one + "," + other;
    }
}
