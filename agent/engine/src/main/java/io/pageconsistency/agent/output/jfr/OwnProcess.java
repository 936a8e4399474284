package io.pageconsistency.agent.output.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.pageconsistency.Quoting;
import io.pageconsistency.agent.Version;

/** Writes the identity of this virtual machine. Does not ask a name server, because that might not answer. */
final class OwnProcess {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private OwnProcess() {
    }

    static void write() {
        ProcessEvent event = new ProcessEvent();
        if (!event.isEnabled()) {
            return;
        }
        ProcessHandle handle = ProcessHandle.current();
        event.host = Quoting.plain(host());
        event.pid = SaturatedInt.of(handle.pid());
        event.program = Quoting.plain(program(System.getProperty("sun.java.command", "")));
        event.java = System.getProperty("java.version");
        event.agent = Version.ofAgent();
        event.started = handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
        event.commit();
    }

    private static String host() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException | RuntimeException e) {
            String name = System.getenv("HOSTNAME");
            String windows = System.getenv("COMPUTERNAME");
            return name != null ? name : windows != null ? windows : "";
        }
    }

    /** The first word of a command line; if it is a path, only its last part. */
    static String program(String command) {
        String first = command.strip().split("\\s", 2)[0];
        return first.substring(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1);
    }
}
