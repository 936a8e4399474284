package io.pageconsistency.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Recordings of runs with different results. Each is made once, when a test needs it. */
enum Recorded {
    /** A recording with faults of several kinds, every operation, and the virtual machine's own events. */
    FAULTY(() -> Java.of(Platform.newJdk(Platform.NEWEST_NETTY))
            .with(documented("page-operations=true"))
            .run("Scenarios", "names=run-freed-twice+half-of-a-run-freed+slot-freed-twice-through-the-cache+chunk-closed-in-use")),
    /** A recording with much use of a pool, every operation, and no fault. */
    HEALTHY(() -> Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).with(documented("page-operations=true"))
            .run("HealthyLoad", "steps=999", "dropped=false", "threads=2")),
    /** A recording in which the agent was told to suppress the fault. */
    SUPPRESSED(() -> Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).agent("suppress=" + knownFaults())
            .with(documented("settings=page-consistency.jfc"))
            .run("Scenarios", "names=run-freed-twice")),
    /** Netty until 4.1.84 loses what is released into the cache of a thread that has ended. */
    LEAKY(() -> Java.of(Platform.oldJdk(Platform.OLDEST_NETTY)).recorded().run("KnownBugs", "bug=thread-cache")),
    /** A recording with the agent, and with no pool to check. */
    IDLE(() -> idle().recorded().run("Idle")),
    /** A recording of Netty's own events, without the agent. */
    NETTY_ALONE(() -> alone("fault=false")),
    /** The same with a pool that hands memory out to two users. */
    NETTY_ALONE_FAULTY(() -> alone("fault=true", "steps=9")),
    /** A recording without the agent and without a pool. */
    ABSENT(() -> idle().alone().with(documented("filename=app.jfr")).run("Idle"));

    private static final Map<Recorded, Finished> MADE = new EnumMap<>(Recorded.class);

    private final Supplier<Finished> program;

    Recorded(Supplier<Finished> program) {
        this.program = program;
    }

    Finished run() {
        synchronized (MADE) {
            return MADE.computeIfAbsent(this, made -> made.program.get().exits(0));
        }
    }

    Path file() {
        return run().recordingFile();
    }

    private static Java idle() {
        return Java.of(Platform.Generation.NEWEST_JDK, "io.pageconsistency.jmc.programs.", System.getProperty("it.programs"));
    }

    private static Finished alone(String... arguments) {
        String option = Documentation.line("-XX:StartFlightRecording", "FreeChunk#enabled=true").replace("netty.jfr", "FILE");
        return Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).alone().with(option).run("NettyAlone", arguments);
    }

    /** The option of the virtual machine from the documentation. */
    private static String documented(String end) {
        return Documentation.line("-XX:StartFlightRecording", end).replace("app.jfr", "FILE")
                .replace("page-consistency.jfc", settings().toString());
    }

    /** The settings next to the jar. */
    static Path settings() {
        return Build.agent().resolveSibling("page-consistency.jfc");
    }

    private static Path knownFaults() {
        try {
            return Files.writeString(Build.newRun("suppress").resolve("known-faults.txt"), "kind=DOUBLE_FREE\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
