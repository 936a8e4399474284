package io.pageconsistency.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands in the documentation. Tests run them, so that the documentation stays correct. */
final class Documentation {
    private static final Path ROOT = Path.of(System.getProperty("it.documentation"));
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private Documentation() {
    }

    static Path file(String name) {
        return ROOT.resolve(name);
    }

    /** All different lines in blocks of code with this prefix. */
    static List<String> lines(String prefix) {
        try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
            List<String> lines = new ArrayList<>();
            for (Path page : Stream.concat(Stream.of(ROOT.resolve("README.md")), pages.sorted()).toList()) {
                if (page.toString().endsWith(".md")) {
                    Files.readAllLines(page).stream().filter(line -> line.startsWith("    " + prefix)).map(String::strip)
                            .forEach(lines::add);
                }
            }
            return lines.stream().distinct().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The only line with this prefix and this end. */
    static String line(String prefix, String end) {
        List<String> found = lines(prefix).stream().filter(line -> line.endsWith(end)).toList();
        if (found.size() != 1) {
            throw new AssertionError("one line expected from " + prefix + " to " + end + ", not " + found);
        }
        return found.get(0);
    }

    /** The words of a line, split as a shell does. */
    static List<String> words(String line) {
        return WORD.matcher(line).results().map(Documentation::word).toList();
    }

    private static String word(MatchResult result) {
        return result.group(1) == null ? result.group(2) : result.group(1);
    }
}
