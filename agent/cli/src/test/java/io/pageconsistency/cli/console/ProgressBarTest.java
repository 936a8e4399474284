package io.pageconsistency.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final StringWriter terminal = new StringWriter();
    private final ProgressBar bar = new ProgressBar(new PrintWriter(terminal));

    @Test
    void usesOneLineAndClearsIt() {
        bar.at(Path.of("dir", "a\u001b.jfr"), 512L << 20, 1L << 30);

        assertThat(terminal.toString()).isEqualTo("\r\u001b[K[" + "#".repeat(15) + ".".repeat(15) + "] 50 % of 1.0 GiB, a\\u001b.jfr");

        bar.close();
        assertThat(terminal.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void isNotShownForFilesThatAreReadAtOnce() {
        bar.at(Path.of("a.jfr"), 0, 1 << 20);
        bar.close();

        assertThat(terminal.toString()).isEmpty();
    }
}
