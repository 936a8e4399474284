package io.pageconsistency.cli.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The common part of commands about recordings. */
public final class RecordingFiles {
    private RecordingFiles() {
    }

    /** Recordings cannot be read in a Java without the flight recorder. */
    public static void requireReader() throws Refusal {
        if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
            throw new Refusal(Status.UNREACHABLE, "this Java, " + System.getProperty("java.home")
                    + ", has no module jdk.jfr, which reads recordings; use the java of a JDK");
        }
    }

    /** An argument that names a file. */
    public static Path path(CommandSpec spec, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new ParameterException(spec.commandLine(), "'" + name + "' is not a file name; allowed: names of files");
        }
    }
}
