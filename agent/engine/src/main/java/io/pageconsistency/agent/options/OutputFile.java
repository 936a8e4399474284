package io.pageconsistency.agent.options;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;

/**
 * An output file, by the name that the user gave.
 *
 * <p>In the name, {@code %p} stands for the process, {@code %t} for the time of the start and {@code %%} for a percent sign, as in
 * the JVM's own options. To open a pipe or write to a terminal may block for ever. So only regular files are allowed, and a few
 * devices that are known never to block. The two output streams of the process are already open.
 */
public final class OutputFile {
    private static final String TIME = "yyyy_MM_dd_HH_mm_ss";
    private static final Map<String, FileDescriptor> STREAMS = Map.of("/dev/stdout", FileDescriptor.out, "/dev/fd/1",
            FileDescriptor.out, "/dev/stderr", FileDescriptor.err, "/dev/fd/2", FileDescriptor.err);
    private static final Set<String> PROMPT_DEVICES = Set.of("/dev/null", "/dev/full");
    private static final int MOST_LINKS = 40;

    private final Path path;
    private final String target;

    private OutputFile(Path path) {
        this.path = path;
        this.target = target(path);
    }

    /**
     * @param name the name, as it was given
     * @throws java.nio.file.InvalidPathException if no file can have that name
     */
    public static OutputFile of(String name) {
        return new OutputFile(Path.of(expanded(name)));
    }

    private static String expanded(String name) {
        StringBuilder expanded = new StringBuilder();
        int done = 0;
        for (int at = name.indexOf('%'); at >= 0 && at + 1 < name.length(); at = name.indexOf('%', done)) {
            expanded.append(name, done, at).append(meaning(name.charAt(at + 1)));
            done = at + 2;
        }
        return expanded.append(name, done, name.length()).toString();
    }

    private static String meaning(char letter) {
        return switch (letter) {
            case 'p' -> Long.toString(ProcessHandle.current().pid());
            case 't' -> LocalDateTime.now().format(DateTimeFormatter.ofPattern(TIME));
            case '%' -> "%";
            default -> "%" + letter;
        };
    }

    /**
     * Returns the file that a link leads to. Links are followed one by one, because the last link to an output stream leads to
     * something without a name.
     */
    private static String target(Path path) {
        Path at = path;
        try {
            for (int links = 0; links < MOST_LINKS && !isKnown(at.toString()) && Files.isSymbolicLink(at); links++) {
                at = at.resolveSibling(Files.readSymbolicLink(at));
            }
        } catch (IOException e) {
            return path.toString();
        }
        return at.toString();
    }

    private static boolean isKnown(String file) {
        return STREAMS.containsKey(file) || PROMPT_DEVICES.contains(file);
    }

    public Path path() {
        return path;
    }

    /** Returns the output stream of this process that this file is, or null. */
    public FileDescriptor stream() {
        return STREAMS.get(target);
    }

    /**
     * Checks that the file cannot block. To be called before it is opened.
     *
     * @throws IOException if it is a pipe or device that may block; the message says so
     */
    public void requirePrompt() throws IOException {
        if (!isKnown(target) && Files.exists(path) && Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException("it is a pipe or a device, which may keep who opens it or writes to it for ever");
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
