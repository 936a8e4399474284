package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever README and the guides refer to is there. */
class DocumentsTest {
    private static final Path PROJECT = Path.of(System.getProperty("basedir"), "..", "..").normalize();
    private static final Pattern LINK = Pattern.compile("]\\((?<target>[^)\\s]+)\\)");

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT.resolve("docs"))) {
            return Stream.concat(Stream.of(PROJECT.resolve("README.md")), files.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void refersToWhatIsThere(Path document) throws IOException {
        Matcher link = LINK.matcher(Files.readString(document));
        while (link.find()) {
            String target = link.group("target");
            if (!target.matches("https?://.*")) {
                assertThat(isThere(document, target)).as("%s refers to %s", document, target).isTrue();
            }
        }
    }

    /** A page, a section of a page or of the same one, or a directory. */
    private static boolean isThere(Path document, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (parts.length == 1 || !Files.isRegularFile(file)) {
            return Files.exists(file) && parts.length == 1;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("#")).anyMatch(heading -> anchor(heading).equals(parts[1]));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
    }

    /** The rules above would pass over documents without links. */
    @Test
    void knowsWhatIsNotThere() throws IOException {
        Path readme = PROJECT.resolve("README.md");

        assertThat(documents()).hasSizeGreaterThan(10);
        assertThat(isThere(readme, "docs/testing.md")).isTrue();
        assertThat(isThere(readme, "docs/kinds")).isTrue();
        assertThat(isThere(readme, "#add-it-to-tests")).isTrue();
        assertThat(isThere(readme, "#add-it-to-nothing")).isFalse();
        assertThat(isThere(readme, "docs/testing.md#who-fails")).isTrue();
        assertThat(isThere(readme, "docs/testing.md#who-passes")).isFalse();
        assertThat(isThere(readme, "docs/nothing.md")).isFalse();
    }
}
