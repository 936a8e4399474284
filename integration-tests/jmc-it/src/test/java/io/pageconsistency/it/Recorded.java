package io.pageconsistency.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Recordings of runs that differ in what there is to be said of them. Each is made once, when a test asks for it. */
enum Recorded {
    /** Faults of several kinds, every operation, and the virtual machine's own events. */
    FAULTY(() -> Java.of(Platform.newJdk(Platform.NEWEST_NETTY))
            .with(documented("page-operations=true"))
            .run("Scenarios", "names=run-freed-twice+half-of-a-run-freed+slot-freed-twice-through-the-cache+chunk-closed-in-use")),
    /** Much use of a pool, every operation, and nothing wrong. */
    HEALTHY(() -> Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).with(documented("page-operations=true"))
            .run("HealthyLoad", "steps=999", "dropped=false", "threads=2")),
    /** The fault is one that the agent was told to suppress. */
    SUPPRESSED(() -> Java.of(Platform.oldJdk(Platform.NEWEST_NETTY)).agent("suppress=" + knownFaults())
            .with(documented("settings=page-consistency.jfc"))
            .run("Scenarios", "names=run-freed-twice")),
    /** Netty until 4.1.84 loses what is released into the cache of a thread that has ended. */
    LEAKY(() -> Java.of(Platform.oldJdk(Platform.OLDEST_NETTY)).recorded().run("KnownBugs", "bug=thread-cache")),
    /** Under the agent, with nothing to be watched. */
    IDLE(() -> idle().recorded().run("Idle")),
    /** What Netty records of itself, without the agent. */
    NETTY_ALONE(() -> alone("fault=false")),
    /** The same of a pool that gives memory to two. */
    NETTY_ALONE_FAULTY(() -> alone("fault=true", "steps=9")),
    /** Without the agent, and without a pool. */
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

    /** The option of the virtual machine that the documentation has. */
    private static String documented(String end) {
        return Documentation.line("-XX:StartFlightRecording", end).replace("app.jfr", "FILE")
                .replace("page-consistency.jfc", settings().toString());
    }

    /** The settings that lie beside the jar. */
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
