package io.pageconsistency.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class KindPageTest {
    @Test
    void eachPageOfTheDocumentationBeginsWithASentence() throws Exception {
        try (Stream<Path> pages = Files.list(Path.of("../../docs/kinds"))) {
            List<String> kinds = pages.map(page -> page.getFileName().toString().replace(".md", "").replace('-', '_')
                    .toUpperCase(Locale.ROOT)).toList();

            assertThat(kinds).contains("DOUBLE_FREE", "LEAK")
                    .allSatisfy(kind -> assertThat(new KindPage(kind).meaning()).as(kind).matches("[A-Z].{20,300}\\."));
        }
    }
}
