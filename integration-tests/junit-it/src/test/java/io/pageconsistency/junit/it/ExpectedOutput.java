package io.pageconsistency.junit.it;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the build of a project is to print, line by line.
 *
 * <p>{@code expected.txt} beside the project's pom says so. Of its lines
 * <ul>
 * <li>an ordinary one must be printed, in this order, with anything between it and the one before; {@code *} in it stands for
 *     anything, and before and after it there may be something too;
 * <li>one after {@code err} is what a JVM writes to standard error itself, past Maven and Surefire: it must be printed, in the order
 *     of such lines, but whoever reads two streams may be faster with either, so it may come before or after the ordinary ones
 *     around it;
 * <li>{@code then} has everything below it be printed after everything above it, of both kinds;
 * <li>one after {@code !} must not be printed anywhere;
 * <li>one after {@code file} names a file that must be there, and one after {@code no file} one that must not; {@code *} in
 *     its last part stands for anything, and {@code two files} says how many there must be of that;
 * <li>{@code again} has everything above it be printed once more after it, by the tests on the newest JDK; {@code @java@} stands for the
 *     release of the JDK, which thus is another one there, and {@code @newest@} for that of the newest one everywhere;
 * <li>one after {@code #}, and an empty one, says nothing.
 * </ul>
 */
public final class ExpectedOutput {
    private static final Pattern FILES = Pattern.compile("(?<how>file|no file|two files) (?<name>.*)");
    private static final String AGAIN = "again";
    private static final String THEN = "then";
    private static final String ERR = "err ";
    private static final String JAVA = "@java@";
    private static final String NEWEST = "@newest@";

    private final List<String> problems = new ArrayList<>();

    private ExpectedOutput() {
    }

    /**
     * Compares; called by each project's {@code verify.bsh}.
     *
     * @param newest the release of the newest JDK
     * @throws AssertionError if anything is otherwise
     */
    public static boolean verify(File project, String newest) throws IOException {
        return verify(project.toPath(), onEachJdk(Files.readAllLines(project.toPath().resolve("expected.txt")),
                System.getProperty("java.specification.version"), newest),
                // In whichever encoding: what is expected is ASCII.
                Files.readAllLines(project.toPath().resolve("build.log"), StandardCharsets.ISO_8859_1));
    }

    /** What is expected where tests run on two JDKs, one after the other. */
    static List<String> onEachJdk(List<String> expected, String usual, String newest) {
        List<String> all = new ArrayList<>();
        for (String line : expected) {
            if (line.equals(AGAIN)) {
                all.add(THEN);
                expected.subList(0, expected.indexOf(AGAIN)).forEach(above -> all.add(above.replace(JAVA, newest)));
            } else {
                all.add(line.replace(JAVA, usual).replace(NEWEST, newest));
            }
        }
        return all;
    }

    static boolean verify(Path project, List<String> expected, List<String> printed) throws IOException {
        ExpectedOutput output = new ExpectedOutput();
        output.compare(project, expected, printed);
        if (!output.problems.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), output.problems));
        }
        return true;
    }

    private void compare(Path project, List<String> expected, List<String> printed) throws IOException {
        // How far the lines of both kinds were found.
        int at = 0;
        int errAt = 0;
        int ordinary = 0;
        for (String line : expected) {
            if (line.equals(THEN)) {
                at = Math.max(at, errAt);
                errAt = at;
            } else if (line.startsWith(ERR)) {
                errAt = behind(line.substring(ERR.length()).strip(), printed, errAt);
            } else if (line.startsWith("!")) {
                Pattern pattern = pattern(line.substring(1).strip());
                printed.stream().filter(pattern.asPredicate()).findFirst()
                        .ifPresent(found -> problems.add("must not be printed: " + found));
            } else if (FILES.matcher(line).matches()) {
                if (!areThere(project, line)) {
                    problems.add("is not so: " + line);
                }
            } else if (!line.isBlank() && !line.startsWith("#")) {
                ordinary++;
                at = behind(line.strip(), printed, at);
            }
        }
        if (ordinary == 0) {
            problems.add("nothing is expected");
        }
    }

    private static boolean areThere(Path project, String line) throws IOException {
        Matcher said = FILES.matcher(line);
        said.matches();
        long found = count(project.resolve(said.group("name").strip()));
        return switch (said.group("how")) {
            case "no file" -> found == 0;
            case "two files" -> found == 2;
            default -> found > 0;
        };
    }

    private static long count(Path file) throws IOException {
        Pattern name = pattern(file.getFileName().toString());
        if (!Files.isDirectory(file.getParent())) {
            return 0;
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.filter(each -> name.matcher(each.getFileName().toString()).matches()).count();
        }
    }

    /** How many lines there are up to the first that is like this, of those after so many; as many as before where there is none. */
    private int behind(String line, List<String> printed, int from) {
        Pattern pattern = pattern(line);
        for (int i = from; i < printed.size(); i++) {
            if (pattern.matcher(printed.get(i)).find()) {
                return i + 1;
            }
        }
        problems.add("not printed behind line " + from + " of the log: " + line);
        return from;
    }

    private static Pattern pattern(String line) {
        StringBuilder pattern = new StringBuilder();
        for (String part : line.split("\\*", -1)) {
            pattern.append(pattern.length() == 0 ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(pattern.toString());
    }
}
