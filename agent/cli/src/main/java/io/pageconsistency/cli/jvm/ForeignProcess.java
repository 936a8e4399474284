package io.pageconsistency.cli.jvm;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;

/**
 * Checks a process by the operating system's data about it, before the attach mechanism sends it a signal.
 *
 * <p>That signal is SIGQUIT, which kills a process that is not a virtual machine. Java 17 sends it to any process. So on Linux this
 * class checks first whether the process handles the signal; on other systems there is no check.
 */
final class ForeignProcess {
    private static final int SIGQUIT = 3;
    private static final String ROOT = "0";
    /** The columns of a table of sockets, and the state of a listening socket. */
    private static final int SOCKET_PLACE = 1;
    private static final int SOCKET_STATE = 3;
    private static final int SOCKET_INODE = 9;
    private static final String LISTENING = "0A";
    private static final long ENDING_MILLIS = 2000;
    private static final long STEP_MILLIS = 20;

    private final long pid;
    private final Path proc;

    private ForeignProcess(long pid, Path proc) {
        this.pid = pid;
        this.proc = proc;
    }

    static ForeignProcess of(long pid) {
        return new ForeignProcess(pid, Path.of("/proc"));
    }

    /** @throws Refusal if it is not possible to attach to the process */
    void check() throws Refusal {
        if (pid == ProcessHandle.current().pid()) {
            throw new Refusal(Status.USAGE, "process " + pid + " is this command itself");
        }
        if (ProcessHandle.of(pid).isEmpty()) {
            throw new Refusal(Status.UNREACHABLE, "there is no process " + pid);
        }
        List<String> status;
        List<String> own;
        try {
            status = Files.readAllLines(proc.resolve(pid + "/status"));
            own = Files.readAllLines(proc.resolve("self/status"));
        } catch (IOException e) {
            return;
        }
        check(pid, fields(status), fields(own).getOrDefault("Uid", ""));
    }

    /**
     * @param status the process's status file of Linux
     * @param own the user ids of this process: real, effective, and so on
     */
    static void check(long pid, Map<String, String> status, String own) throws Refusal {
        String state = status.getOrDefault("State", "");
        String user = effective(status.getOrDefault("Uid", ""));
        if (hasEnded(status)) {
            throw new Refusal(Status.UNREACHABLE, "process " + pid + " has ended");
        }
        if (!effective(own).equals(ROOT) && !effective(own).equals(user)) {
            throw new Refusal(Status.UNREACHABLE, "process " + pid + " belongs to another user (id " + user + "); run this as that user");
        }
        if (!catches(status.getOrDefault("SigCgt", ""), SIGQUIT)) {
            throw new Refusal(Status.UNREACHABLE,
                    "process " + pid + " is not a Java virtual machine, or was started with -Xrs and cannot be reached");
        }
        if (state.startsWith("T") || state.startsWith("t")) {
            throw new Refusal(Status.UNREACHABLE, "process " + pid + " is stopped; send it SIGCONT to continue it");
        }
    }

    /** Whether it has ended, or ends within moments, because connections to a process break before the process is gone. */
    boolean ends() {
        for (long waited = 0; !hasEnded(); waited += STEP_MILLIS) {
            if (waited >= ENDING_MILLIS) {
                return false;
            }
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return hasEnded();
            }
        }
        return true;
    }

    private boolean hasEnded() {
        try {
            // A zombie, whose parent has not read its exit status yet, still exists.
            return hasEnded(fields(Files.readAllLines(proc.resolve(pid + "/status"))));
        } catch (IOException e) {
            return ProcessHandle.of(pid).isEmpty();
        }
    }

    private static boolean hasEnded(Map<String, String> status) {
        String state = status.getOrDefault("State", "");
        return state.startsWith("Z") || state.startsWith("X");
    }

    static Map<String, String> fields(List<String> lines) {
        Map<String, String> fields = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    private static String effective(String users) {
        String[] ids = users.split("\\s+");
        return ids.length > 1 ? ids[1] : "";
    }

    /**
     * Whether the process itself listens on a TCP port of this machine. True if the operating system does not tell.
     */
    boolean listensOn(int port) {
        try {
            if (!Files.readSymbolicLink(proc.resolve(pid + "/ns/net")).equals(Files.readSymbolicLink(proc.resolve("self/ns/net")))) {
                return false;
            }
            Set<String> sockets = new HashSet<>();
            for (String table : new String[] {"tcp", "tcp6"}) {
                Path lines = proc.resolve(pid + "/net/" + table);
                for (String line : Files.exists(lines) ? Files.readAllLines(lines) : List.<String>of()) {
                    addListening(sockets, line, port);
                }
            }
            try (Stream<Path> files = Files.list(proc.resolve(pid + "/fd"))) {
                return files.anyMatch(file -> sockets.contains(linkOf(file)));
            }
        } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
            return true;
        }
    }

    /** @param line of a table of sockets, for example {@code 0: 0100007F:1F90 00000000:0000 0A … 1000 0 12345 …} */
    static void addListening(Set<String> sockets, String line, int port) {
        String[] words = line.strip().split("\\s+");
        if (words.length > SOCKET_INODE && words[SOCKET_STATE].equals(LISTENING)
                && words[SOCKET_PLACE].endsWith(String.format(":%04X", port))) {
            sockets.add("socket:[" + words[SOCKET_INODE] + "]");
        }
    }

    private static String linkOf(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            // The file descriptor was closed meanwhile.
            return "";
        }
    }

    /** Whether a mask of signals contains a signal; true if the mask cannot be read. */
    private static boolean catches(String mask, int signal) {
        try {
            return mask.isEmpty() || (Long.parseUnsignedLong(mask, 16) >>> signal - 1 & 1) != 0;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** @throws Refusal if the process runs in a container in which the jar does not have the same path */
    void checkSees(File jar) throws Refusal {
        try {
            Path theirs = Files.readSymbolicLink(proc.resolve(pid + "/ns/mnt"));
            Path ours = Files.readSymbolicLink(proc.resolve("self/ns/mnt"));
            Path there = proc.resolve(pid + "/root" + jar.getAbsolutePath());
            if (!theirs.equals(ours) && !(Files.isReadable(there) && Files.size(there) == jar.length())) {
                throw new Refusal(Status.REFUSED, "process " + pid + " has another file system (a container), in which there is no "
                        + jar.getAbsolutePath() + "; copy the jar to that place there");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux, or no permission to look. If the target does not find the jar, its answer will say so.
        }
    }
}
