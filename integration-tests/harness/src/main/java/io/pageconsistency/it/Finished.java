package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A virtual machine that has ended, with its outputs and files. */
record Finished(Jdk jdk, List<String> command, int exit, List<String> out, List<String> err, Path recordingFile) {
    /** The exit status of a program that did not end by itself. */
    static final int KILLED = Child.KILLED;

    private static final String PREFIX = "[page-consistency] ";
    private static final int SHOWN = 60;

    Finished exits(int status) {
        assertThat(exit).as(toString()).isEqualTo(status);
        return this;
    }

    /** A value in the program's last line. */
    String outcome(String key) {
        String value = outcome().get(key);
        assertThat(value).as("%s in the outcome of %s", key, this).isNotNull();
        return value;
    }

    /** Expects a value in the program's last line. */
    Finished outcome(String key, Object expected) {
        assertThat(outcome(key)).as("%s of %s", key, this).isEqualTo(expected.toString());
        return this;
    }

    private Map<String, String> outcome() {
        String line = out.stream().filter(candidate -> candidate.startsWith("OUTCOME ")).reduce((one, next) -> next)
                .orElseThrow(() -> new AssertionError("no outcome: " + this));
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : line.substring("OUTCOME ".length()).split(" ")) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return values;
    }

    /** The part of a run of {@code Several} that belongs to one program, as if it had run alone. */
    Finished load(String program) {
        int begin = out.indexOf("LOAD " + program);
        assertThat(begin).as("%s in %s", program, this).isNotNegative();
        int end = begin + 1;
        while (end < out.size() && !out.get(end).startsWith("LOAD ")) {
            end++;
        }
        return new Finished(jdk, command, exit, out.subList(begin, end), err, recordingFile);
    }

    /** Expects that the agent's own code did not fail and that it recorded every operation. */
    Finished missedNothing() {
        return outcome("active", true).outcome("swallowedErrors", 0).outcome("untracked", 0);
    }

    /** Expects that nothing was found, and that nothing is held at the end. */
    Finished foundNothing() {
        missedNothing().outcome("violations", 0).outcome("followUps", 0).outcome("pagesHeld", 0);
        assertThat(blocks()).as("blocks on standard error of %s", this).isEmpty();
        return this;
    }

    /** The findings that the program's listener received, in order. */
    List<Violation> found() {
        return found("");
    }

    /** The findings that the program's listener received after one heading and before the next heading of the same kind. */
    List<Violation> found(String heading) {
        List<Violation> found = new ArrayList<>();
        boolean here = heading.isEmpty();
        for (String line : out) {
            if (line.startsWith("FOUND ") && here) {
                String[] words = line.split(" ", 5);
                found.add(new Violation(words[3], words[4], Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            } else if (!line.startsWith("FOUND ") && !heading.isEmpty()) {
                here = line.equals(heading);
            }
        }
        return found;
    }

    /**
     * @param operation as the report names it
     * @param cause the sequence of the violation that explains it, or its own
     */
    record Violation(String kind, String operation, int sequence, int cause) {
        boolean isRoot() {
            return cause == sequence;
        }
    }

    /** The lines on standard error that begin a block with a root cause. */
    List<String> blocks() {
        return err.stream().filter(line -> line.matches("\\[page-consistency] [A-Z_]+ #\\d+: .*")).toList();
    }

    /** The block with a root cause, from its first line to its last. */
    List<String> block(int sequence) {
        int first = 0;
        while (first < err.size() && !err.get(first).matches("\\[page-consistency] [A-Z_]+ #" + sequence + ": .*")) {
            first++;
        }
        int end = Math.min(first + 1, err.size());
        while (end < err.size() && err.get(end).startsWith(" ")) {
            end++;
        }
        return err.subList(first, end);
    }

    /** The agent's own lines on standard error, without their prefix. */
    List<String> agentLines() {
        return err.stream().filter(line -> line.startsWith(PREFIX)).map(line -> line.substring(PREFIX.length())).toList();
    }

    Recording recording() {
        assertThat(recordingFile).as(toString()).isRegularFile();
        Recording recording = Recording.read(recordingFile);
        if (jdk.feature() >= Recording.LEAVES_OUT_FRAMES) {
            recording.violations().forEach(event -> assertThat(Recording.framesOfOurs(event)).as("of the agent").isEmpty());
        }
        return recording;
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nended with " + (exit == KILLED ? "being killed" : exit)
                + "\n--- out\n" + tail(out) + "\n--- err\n" + tail(err);
    }

    private static String tail(List<String> lines) {
        return lines.stream().skip(Math.max(0, lines.size() - SHOWN)).collect(Collectors.joining("\n"));
    }
}
