package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The places where the build has put the files that tests run. */
final class Build {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final Path RUN_FILES = emptied(directory().resolve("runs"));

    private Build() {
    }

    /** The agent's jar as it is shipped. */
    static Path agent() {
        return file("it.agent");
    }

    static Path workloads() {
        return file("it.workloads");
    }

    /** The programs that need JDK 22. */
    static Path segments() {
        return file("it.segments");
    }

    /** The API that pools are compiled against if they report their operations themselves. */
    static Path api() {
        return file("it.api");
    }

    /** A description of pools. */
    static Path pools(String name) {
        return Path.of(property("it.pools")).resolve(name);
    }

    /** The JDKs that the toolchains plugin found. */
    static Path jdks() {
        return directory().resolve("jdks.xml");
    }

    /** The jars of a directory below {@code target/netty}, as a class path. */
    static String netty(String name) {
        try (Stream<Path> jars = Files.list(directory().resolve("netty").resolve(name))) {
            return jars.sorted().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new directory for the files of one run. It is kept, so that the reason for a failed test can be found. */
    static Path newRun(String program) {
        try {
            return Files.createDirectories(
                    RUN_FILES.resolve(String.format("%03d-%s", RUNS.incrementAndGet(), program)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empties a directory, so that no test reads the files of an earlier build. */
    private static Path emptied(Path directory) {
        if (!Files.exists(directory)) {
            return directory;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        return Path.of(property("it.directory"));
    }

    private static Path file(String property) {
        Path file = Path.of(property(property)).normalize();
        assertThat(file).isRegularFile();
        return file;
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        assertThat(value).as("system property %s, which the build sets", name).isNotNull();
        return value;
    }
}
