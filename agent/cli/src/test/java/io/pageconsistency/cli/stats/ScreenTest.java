package io.pageconsistency.cli.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.util.List;

import org.junit.jupiter.api.Test;

import picocli.CommandLine.Help.Ansi;

import io.pageconsistency.cli.console.FakeTerminal;
import io.pageconsistency.cli.console.Screen;
import io.pageconsistency.cli.console.TerminalSize;
import io.pageconsistency.cli.jvm.Snapshot;
import io.pageconsistency.cli.jvm.Snapshots;

class ScreenTest {
    private final FakeTerminal terminal = new FakeTerminal(4, 10);
    private final PrintWriter out = new PrintWriter(terminal);

    @Test
    void showsOnlyTheLastView() {
        out.print("before\n");
        Screen screen = new Screen(out);
        screen.show(List.of("one", "a long one", "three", "four"));
        assertThat(terminal.read().shown()).containsExactly("one", "a long one", "three", "four");

        screen.show(List.of("1", "", "3"));

        assertThat(terminal.read().shown()).containsExactly("1", "", "3", "");
        assertThat(terminal.isAsItWas()).isFalse();
    }

    @Test
    void leavesTheTerminalAsItWas() {
        out.print("before\n");
        Screen screen = new Screen(out);
        try (screen) {
            screen.show(List.of("one"));
        }
        screen.show(List.of("too late"));

        assertThat(terminal.read().isAsItWas()).isTrue();
        assertThat(terminal.shown()).filteredOn(line -> !line.isEmpty()).containsExactly("before");
    }

    /** The line is cut off at the edge, because a wrapped line would move the next line. */
    @Test
    void aLineThatIsTooLongIsCutOff() {
        Screen screen = new Screen(out);

        screen.show(List.of("x".repeat(25), "two"));

        assertThat(terminal.read().shown()).startsWith("x".repeat(10), "two");
    }

    @Test
    void followsTheTerminalsSize() {
        StatsText text = new StatsText(42, "app.jar", Ansi.OFF);
        Snapshot figures = new Snapshots().pool("netty-pooled", 12).violation("worker", "it ".repeat(60)).take();
        Screen screen = new Screen(out);
        for (int[] size : new int[][] {{40, 120}, {9, 60}, {24, 80}, {3, 30}, {40, 120}}) {
            terminal.resize(size[0], size[1]);

            screen.show(text.lines(figures, null, new TerminalSize(size[0], size[1])));

            assertThat(terminal.read().shown()).hasSize(size[0]);
            assertThat(terminal.shown().get(0)).startsWith("page-consistency 1.2.3");
            assertThat(terminal.shown()).filteredOn(line -> line.startsWith("agent"))
                    .hasSize(size[0] >= 24 ? 1 : 0);
        }
    }
}
