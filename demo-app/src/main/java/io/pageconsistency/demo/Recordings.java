package io.pageconsistency.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/** The files that running flight recordings write to. */
final class Recordings {
    private Recordings() {
    }

    /**
     * The files, relative to the working directory. Empty if nothing is recorded to a file, or if this runtime has no flight
     * recorder.
     */
    static List<Path> destinations() {
        try {
            return FlightRecorder.isInitialized()
                    ? FlightRecorder.getFlightRecorder().getRecordings().stream()
                            .map(Recording::getDestination).filter(Objects::nonNull)
                            .map(Recordings::fromHere).toList()
                    : List.of();
        } catch (LinkageError e) {
            return List.of();
        }
    }

    private static Path fromHere(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
