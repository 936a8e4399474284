package io.pageconsistency.agent.output.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ConsoleTest {
    private static final long LONG_ENOUGH = 120_000;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void writesLinesAndBlocksInOrderAndTheLastLinesAfterThem() {
        Console console = started(16);
        console.atExit(() -> List.of("the end", "  of it all"));
        console.line("one");
        console.block(List.of("two", "  two and a half"));

        assertThat(console.end(LONG_ENOUGH)).isTrue();

        assertThat(lines()).containsExactly("[page-consistency] one", "[page-consistency] two", "  two and a half",
                "[page-consistency] the end", "  of it all");
        assertThat(console.dropped()).isZero();
    }

    @Test
    void writesNothingWhereNothingWasSaid() {
        assertThat(started(16).end(LONG_ENOUGH)).isTrue();
        assertThat(written.size()).isZero();
    }

    @Test
    void findsTheWordsOnItsOwnThread() {
        Console console = new Console(16, () -> stream);
        AtomicReference<Thread> at = new AtomicReference<>();
        Thread writer = console.startWriter();
        console.block(() -> {
            at.set(Thread.currentThread());
            return List.of("said");
        });

        console.end(LONG_ENOUGH);

        assertThat(at.get()).isSameAs(writer);
        assertThat(writer.isDaemon()).isTrue();
        assertThat(writer.getContextClassLoader()).isNull();
    }

    @Test
    void drainsWithoutEnding() {
        Console console = started(16);
        console.line("one");
        assertThat(console.drain(LONG_ENOUGH)).isTrue();
        assertThat(lines()).containsExactly("[page-consistency] one");
        console.line("two");
        assertThat(console.drain(LONG_ENOUGH)).isTrue();
        assertThat(lines()).containsExactly("[page-consistency] one", "[page-consistency] two");
    }

    /** As with an exhausted heap: neither the message nor the reason can be formatted. */
    @Test
    void goesOnWhereNothingCanBePutIntoWords() {
        Console console = started(16);
        console.block(() -> {
            throw new Error() {
                @Override
                public String toString() {
                    throw new OutOfMemoryError("provoked");
                }
            };
        });
        console.line("two");

        assertThat(console.end(LONG_ENOUGH)).isTrue();
        assertThat(lines()).containsExactly("[page-consistency] a message could not be formatted", "[page-consistency] two");
    }

    @Test
    void doesNotWaitForAStuckStream() {
        CountDownLatch release = new CountDownLatch(1);
        Console console = new Console(16, () -> {
            awaitQuietly(release);
            return stream;
        });
        console.startWriter();
        console.line("stuck");
        assertThat(console.drain(20)).isFalse();
        release.countDown();
        assertThat(console.drain(LONG_ENOUGH)).isTrue();
        assertThat(lines()).containsExactly("[page-consistency] stuck");
    }

    @Test
    void dropsWhatAStuckStreamDoesNotTakeAndSaysHowMuch() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Console console = new Console(2, () -> {
            stuck.countDown();
            awaitQuietly(release);
            return stream;
        });
        console.startWriter();
        console.line("in the writer's hands");
        stuck.await();
        for (int i = 0; i < 5; i++) {
            console.line("waiting " + i);
        }
        assertThat(console.dropped()).isEqualTo(3);

        release.countDown();
        assertThat(console.end(LONG_ENOUGH)).isTrue();

        assertThat(lines()).containsExactly("[page-consistency] in the writer's hands", "[page-consistency] waiting 0",
                "[page-consistency] waiting 1", "[page-consistency] 3 blocks are missing here: standard error did not take"
                        + " them in time, or there was no memory for them; findings are counted, and recorded where a recording runs");
    }

    @Test
    void doesNotWaitForAStuckStreamForEver() {
        CountDownLatch never = new CountDownLatch(1);
        Console console = new Console(2, () -> {
            awaitQuietly(never);
            return stream;
        });
        console.startWriter();
        console.line("never written");

        assertThat(console.end(20)).isFalse();
        never.countDown();
    }

    @Test
    void followsTheStreamWhenItIsReplaced() throws Exception {
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        AtomicReference<PrintStream> current = new AtomicReference<>(stream);
        Console console = new Console(16, current::get);
        console.startWriter();
        CountDownLatch firstWritten = new CountDownLatch(1);
        console.line("first");
        console.block(() -> {
            firstWritten.countDown();
            return List.of();
        });
        firstWritten.await();

        current.set(new PrintStream(second, true, StandardCharsets.UTF_8));
        console.line("second");
        console.end(LONG_ENOUGH);

        assertThat(lines()).containsExactly("[page-consistency] first");
        assertThat(second.toString(StandardCharsets.UTF_8)).isEqualTo("[page-consistency] second" + System.lineSeparator());
    }

    @Test
    void survivesAStreamThatThrows() {
        PrintStream broken = new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void print(String text) {
                throw new IllegalStateException("somebody's logger is closed");
            }
        };
        AtomicReference<PrintStream> current = new AtomicReference<>(broken);
        Console console = new Console(16, () -> current.getAndSet(stream));
        console.line("lost");
        console.line("written");
        console.startWriter();

        assertThat(console.end(LONG_ENOUGH)).isTrue();

        assertThat(console.dropped()).isEqualTo(1);
        assertThat(lines()).first().isEqualTo("[page-consistency] written");
        assertThat(lines()).anyMatch(line -> line.startsWith("[page-consistency] 1 block is missing here"));
    }

    @Test
    void saysSoWhenSomethingCannotBePutIntoWords() {
        Console console = started(16);
        console.block(() -> {
            throw new IllegalStateException("no words");
        });
        console.end(LONG_ENOUGH);

        assertThat(lines()).containsExactly(
                "[page-consistency] a message could not be formatted: java.lang.IllegalStateException: no words");
    }

    @Test
    void stillWritesAfterTheLastLines() throws Exception {
        Console console = started(16);
        console.end(LONG_ENOUGH);
        CountDownLatch done = new CountDownLatch(1);
        console.line("another shutdown hook was still at work");
        console.block(() -> {
            done.countDown();
            return List.of();
        });
        done.await();

        assertThat(lines()).containsExactly("[page-consistency] another shutdown hook was still at work");
    }

    private Console started(int capacity) {
        Console console = new Console(capacity, () -> stream);
        console.startWriter();
        return console;
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
