package io.pageconsistency.junit.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the build of a project is to print, line by line.
 *
 * <p>{@code expected.txt} beside the project's pom says so. Of its lines
 * <ul>
 * <li>an ordinary one must be printed, in this order, with anything between it and the one before; {@code *} in it stands for
 *     anything, and before and behind it there may be something too;
 * <li>one behind {@code !} must not be printed anywhere;
 * <li>one behind {@code file} names a file that must be there, and one behind {@code no file} one that must not;
 * <li>one behind {@code #}, and an empty one, says nothing.
 * </ul>
 */
public final class ExpectedOutput {
    private final List<String> problems = new ArrayList<>();

    private ExpectedOutput() {
    }

    /**
     * Compares; called by each project's {@code verify.bsh}.
     *
     * @throws AssertionError if anything is otherwise
     */
    public static boolean verify(File project) throws IOException {
        return verify(project.toPath(), Files.readAllLines(project.toPath().resolve("expected.txt")),
                Files.readAllLines(project.toPath().resolve("build.log")));
    }

    static boolean verify(Path project, List<String> expected, List<String> printed) {
        ExpectedOutput output = new ExpectedOutput();
        output.compare(project, expected, printed);
        if (!output.problems.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), output.problems));
        }
        return true;
    }

    private void compare(Path project, List<String> expected, List<String> printed) {
        int at = 0;
        int ordinary = 0;
        for (String line : expected) {
            if (line.startsWith("!")) {
                Pattern pattern = pattern(line.substring(1).strip());
                printed.stream().filter(pattern.asPredicate()).findFirst()
                        .ifPresent(found -> problems.add("must not be printed: " + found));
            } else if (line.startsWith("file ") || line.startsWith("no file ")) {
                String name = line.substring(line.indexOf("file ") + 5).strip();
                if (Files.exists(project.resolve(name)) != line.startsWith("file ")) {
                    problems.add("is not so: " + line);
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                ordinary++;
                int found = find(pattern(line.strip()), printed, at);
                if (found < 0) {
                    problems.add("not printed behind line " + at + " of the log: " + line.strip());
                } else {
                    at = found + 1;
                }
            }
        }
        if (ordinary == 0) {
            problems.add("nothing is expected");
        }
    }

    private static int find(Pattern pattern, List<String> printed, int from) {
        for (int i = from; i < printed.size(); i++) {
            if (pattern.matcher(printed.get(i)).find()) {
                return i;
            }
        }
        return -1;
    }

    private static Pattern pattern(String line) {
        StringBuilder pattern = new StringBuilder();
        for (String part : line.split("\\*", -1)) {
            pattern.append(pattern.length() == 0 ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(pattern.toString());
    }
}
