package io.pageconsistency.benchmarks.measuring;

import java.io.File;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the agent's jar. */
public final class AgentJar {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private File jar;

    @Option(names = "--agent", required = true, paramLabel = "<jar>", description = "The agent's jar.")
    void set(File file) {
        if (!file.isFile()) {
            throw new ParameterException(spec.commandLine(), "no such file: " + file);
        }
        jar = file;
    }

    /** The absolute path of the jar, which is a file. */
    public String path() {
        return jar.getAbsolutePath();
    }

    /** The jar's name without its directory. */
    public String name() {
        return jar.getName();
    }
}
