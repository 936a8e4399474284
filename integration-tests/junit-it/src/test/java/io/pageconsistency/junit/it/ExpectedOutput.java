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
 * The expected output of the build of a project, line by line.
 *
 * <p>It is in {@code expected.txt} next to the project's pom:
 * <ul>
 * <li>an ordinary line must be printed in this order, possibly with other lines before it. {@code *} matches any text, and there
 * may be more text before and after the line;
 * <li>a line after {@code err} must be written to standard error by a JVM itself, not through Maven and Surefire. Such lines have
 * their own order. They may come before or after the ordinary lines around them, because two streams are read at the same time;
 * <li>{@code then} separates lines of both kinds: all lines below it must be printed after all lines above it;
 * <li>a line after {@code !} must not be printed anywhere;
 * <li>{@code file} is followed by the name of a file that must exist, and {@code no file} by one that must not. {@code *} in the
 * last part of the name matches any text, and {@code two files} gives the number of matching files;
 * <li>{@code again} repeats everything above it for the tests on the newest JDK. {@code @java@} is replaced by the release of the
 * JDK in use, and {@code @newest@} by that of the newest one;
 * <li>a line after {@code #} is a comment. Empty lines are ignored.
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
     * Compares the output. Called by each project's {@code verify.bsh}.
     *
     * @param newest the release of the newest JDK
     * @throws AssertionError if anything differs
     */
    public static boolean verify(File project, String newest) throws IOException {
        return verify(project.toPath(), onEachJdk(Files.readAllLines(project.toPath().resolve("expected.txt")),
                System.getProperty("java.specification.version"), newest),
                // Any encoding will do, because the expected text is ASCII.
                Files.readAllLines(project.toPath().resolve("build.log"), StandardCharsets.ISO_8859_1));
    }

    /** The expected lines if the tests run on two JDKs, one after the other. */
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
        // The positions up to which the lines of both kinds were found.
        int at = 0;
        int errAt = 0;
        int ordinary = 0;
        for (String line : expected) {
            if (line.equals(THEN)) {
                at = Math.max(at, errAt);
                errAt = at;
            } else if (line.startsWith(ERR)) {
                errAt = after(line.substring(ERR.length()).strip(), printed, errAt);
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
                at = after(line.strip(), printed, at);
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

    /** The number of the first matching line after {@code from} lines, counted from 1. Returns {@code from} if there is none. */
    private int after(String line, List<String> printed, int from) {
        Pattern pattern = pattern(line);
        for (int i = from; i < printed.size(); i++) {
            if (pattern.matcher(printed.get(i)).find()) {
                return i + 1;
            }
        }
        problems.add("not printed after line " + from + " of the log: " + line);
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
