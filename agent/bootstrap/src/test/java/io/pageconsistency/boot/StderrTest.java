package io.pageconsistency.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StderrTest {
    private static final long LONG_ENOUGH = 120_000;

    @Test
    void everyLineIsMarkedAndWrittenOnReturn() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Thread.currentThread().interrupt();

        assertThat(Stderr.say(new PrintStream(written, false, StandardCharsets.UTF_8), LONG_ENOUGH, "one", "two")).isTrue();

        assertThat(Thread.interrupted()).as("as before").isTrue();
        assertThat(written.toString(StandardCharsets.UTF_8).lines()).containsExactly("[page-consistency] one",
                "[page-consistency] two");
    }

    @Test
    void aBlockedStreamIsAbandonedAfterAWhile() {
        CountDownLatch never = new CountDownLatch(1);
        PrintStream stuck = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });

        assertThat(Stderr.say(stuck, 20, "stuck")).isFalse();
        never.countDown();
    }
}
