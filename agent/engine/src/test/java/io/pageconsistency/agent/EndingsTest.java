package io.pageconsistency.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class EndingsTest {
    private final Endings endings = new Endings();
    private final List<String> done = new ArrayList<>();

    @Test
    void runsInReverseOrderDespiteFailures() {
        endings.add(() -> done.add("one"));
        endings.add(() -> {
            throw new IllegalStateException("two cannot");
        });
        endings.add(() -> {
            throw new NoClassDefFoundError("three");
        });
        endings.add(() -> done.add("four"));
        assertThat(endings.run()).containsExactly("java.lang.NoClassDefFoundError: three", "two cannot");
        assertThat(done).containsExactly("four", "one");
        assertThat(endings.run()).as("each once").isEmpty();
        assertThat(done).hasSize(2);
    }
}
