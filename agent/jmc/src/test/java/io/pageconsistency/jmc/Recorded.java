package io.pageconsistency.jmc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;

/** Recordings with events of the agent's names and fields, for cases that are hard to have from a real one. */
final class Recorded implements AutoCloseable {
    /** Recordings of newer JDKs have fields that it does not know, of which it warns for each recording. */
    private static final Logger LOGGER = Logger.getLogger("org.openjdk.jmc");

    private final Recording recording = new Recording();

    private Recorded() {
        LOGGER.setLevel(Level.SEVERE);
    }

    static Recorded begin(String... settings) {
        Recorded recorded = new Recorded();
        recorded.recording.enable(AgentStatus.class);
        Map<String, String> all = recorded.recording.getSettings();
        for (String setting : settings) {
            String[] pair = setting.split("=");
            all.put(pair[0], pair[1]);
        }
        recorded.recording.setSettings(all);
        recorded.recording.start();
        return recorded;
    }

    Recorded status(String module, String where, int woven, boolean seen, String refused) {
        return status(module, where, woven, seen, refused, 0, 0);
    }

    Recorded status(String module, String where, int woven, boolean seen, String refused, int before, int swallowed) {
        AgentStatus event = new AgentStatus();
        event.module = module;
        event.where = where;
        event.woven = woven;
        event.firstEventSeen = seen;
        event.refused = refused;
        event.violationsBefore = before;
        event.swallowedErrors = swallowed;
        event.commit();
        return this;
    }

    /** As of a run in which Netty's pool was used. */
    Recorded allIsWell() {
        return status("netty-pooled", "io.netty.buffer", 6, true, null).status("ground", "java.base", 1, true, null);
    }

    Recorded finding(String kind, int sequence, int cause, String fingerprint, int repeat) {
        return finding(kind, sequence, cause, fingerprint, repeat, false);
    }

    Recorded finding(String kind, int sequence, int cause, String fingerprint, int repeat, boolean suspect) {
        Violation event = new Violation();
        event.kind = kind;
        event.allocator = "netty-pooled";
        event.regionId = 3;
        event.page = 5;
        event.pageCount = 2;
        event.sequence = sequence;
        event.cause = cause;
        event.suspect = suspect;
        event.fingerprint = fingerprint;
        event.repeat = repeat;
        event.allocatedBy = "worker, 3 ms earlier: com.example.Service.serve(Service.java:17)";
        event.commit();
        return this;
    }

    Recorded region() {
        new RegionOpened().commit();
        return this;
    }

    IItemCollection end() throws IOException, CouldNotLoadRecordingException {
        Path file = Files.createTempFile("recorded", ".jfr");
        try (recording) {
            recording.stop();
            recording.dump(file);
            return JfrLoaderToolkit.loadEvents(file.toFile());
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }

    @Name("io.pageconsistency.Violation")
    static final class Violation extends Event {
        String kind;
        String allocator;
        int regionId;
        int page;
        int pageCount;
        int sequence;
        int cause;
        String allocatedBy;
        boolean suspect;
        String fingerprint;
        int repeat;
    }

    @Name("io.pageconsistency.AgentStatus")
    static final class AgentStatus extends Event {
        String module;
        String where;
        int declared;
        int woven;
        boolean firstEventSeen;
        String refused;
        int swallowedErrors;
        int violationsBefore;
    }

    @Name("io.pageconsistency.RegionOpened")
    static final class RegionOpened extends Event {
    }
}
