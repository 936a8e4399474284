package io.pageconsistency.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalSizeTest {
    @Test
    void parsesTheOutputOfStty() {
        assertThat(TerminalSize.parse("50 132\n")).isEqualTo(new TerminalSize(50, 132));
        assertThat(TerminalSize.parse("0 0\n")).isEqualTo(new TerminalSize(24, 80));
        assertThat(TerminalSize.parse("stty: not a terminal")).isEqualTo(new TerminalSize(24, 80));
    }
}
