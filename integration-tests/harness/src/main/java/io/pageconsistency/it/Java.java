package io.pageconsistency.it;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code java} command line in the making.
 *
 * <p>A program runs {@linkplain Child#QUICK as one that does everything once}. What is about a load runs {@linkplain #optimizing() as it
 * would in production}.
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

    /** Of a JDK, with a Netty on the class path, and under the agent. */
    static Java of(Platform platform) {
        return new Java(platform.generation(), WORKLOADS, Build.workloads() + File.pathSeparator + Build.netty(platform.netty()));
    }

    /** Of a JDK, without any Netty. */
    static Java of(Platform.Generation generation) {
        return new Java(generation, WORKLOADS, Build.workloads().toString());
    }

    /**
     * Of a JDK, with programs of a test's own.
     *
     * @param programs the package they are in, with a dot at its end
     */
    static Java of(Platform.Generation generation, String programs, String classPath) {
        return new Java(generation, programs, classPath);
    }

    /** The agent's own options, {@code key=value,key=value}. */
    Java agent(String arguments) {
        agent = arguments;
        return this;
    }

    /** Without the agent, which may be attached later. */
    Java alone() {
        alone = true;
        // Newer machines warn of what comes later.
        return with("-XX:+EnableDynamicAgentLoading");
    }

    /** With the compilers and the collector that the JDK chooses by itself: for loads, and for what compiled code could change. */
    Java optimizing() {
        optimizing = true;
        return this;
    }

    /** Has the agent record into the run's own file, {@link Finished#recording()}. */
    Java recorded() {
        recorded = true;
        return this;
    }

    /** Options of the virtual machine; {@code FILE} stands for the run's own recording. */
    Java with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Further jars of the build on the class path. */
    Java and(String directory) {
        classPath += File.pathSeparator + Build.netty(directory);
        return this;
    }

    /** A further jar on the class path. */
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
