package io.pageconsistency.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A released library, with the program that uses its pool. */
record Library(String program, String jars) {
    private static final String PROGRAMS = "io.pageconsistency.recipes.";

    /** The options of the virtual machine that the libraries themselves need. */
    private static final String[] OPENINGS = {"--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED", "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED"};

    Java on(Platform.Generation generation) {
        return Java.of(generation, PROGRAMS, System.getProperty("it.programs") + File.pathSeparator + classPath()).with(OPENINGS);
    }

    private String classPath() {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("it.directory"), "libraries", jars))) {
            return all.sorted().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return program + " of " + jars;
    }
}
