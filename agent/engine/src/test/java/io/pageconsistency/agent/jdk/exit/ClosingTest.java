package io.pageconsistency.agent.jdk.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.output.console.Console;
import io.pageconsistency.jvm.Ending;
import io.pageconsistency.ledger.Ledger;

class ClosingTest {
    private final Console console = Console.start();
    private final List<String> steps = new ArrayList<>();
    private long found;
    private final Closing closing = new Closing(() -> found, console, new ExitStatus(null, new Ending(new Ledger().reports())));

    @AfterEach
    void close() {
        console.close();
    }

    @Test
    void tasksEndAfterAllOutputs() {
        closing.addTask(() -> steps.add("task"));
        closing.add(() -> steps.add("one"));
        closing.add(() -> steps.add("two"));
        closing.run();
        assertThat(steps).containsExactly("one", "two", "task");
    }

    @Test
    void whatIsFoundMeanwhileIsWrittenBeforeTasksEnd() {
        closing.addTask(() -> steps.add("task"));
        closing.add(() -> {
            steps.add("output");
            if (found == 0) {
                found = 1;
            }
        });
        closing.run();
        assertThat(steps).containsExactly("output", "output", "task");
    }

    @Test
    void anOutputThatFailsDoesNotKeepTasksFromEnding() {
        closing.addTask(() -> steps.add("task"));
        closing.add(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        closing.run();
        assertThat(steps).containsExactly("task");
    }

    /** The program's own hooks run at the same time, and what they do is still checked. */
    @Test
    void tasksGoOnAfterAShutdownHook() {
        closing.addTask(() -> steps.add("task"));
        // Without an instrumentation the JDK's own step cannot be used.
        closing.install(null);
        try {
            closing.run();
        } finally {
            closing.leave();
        }
        assertThat(steps).isEmpty();
    }
}
