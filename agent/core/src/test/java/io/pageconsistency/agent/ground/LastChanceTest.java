package io.pageconsistency.agent.ground;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.report.Console;

class LastChanceTest {
    private final PrintStream usual = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicInteger flushed = new AtomicInteger();
    private Console console;

    @BeforeEach
    void start() {
        System.setErr(new PrintStream(err, true));
        console = Console.start();
    }

    @AfterEach
    void end() {
        console.close();
        System.setErr(usual);
    }

    /** More patient than is usual, as the machine that tests run on may be busy otherwise. */
    private LastChance chance(Runnable flush, boolean ending) {
        return new LastChance(console, flush, ending, 120_000);
    }

    /** When it returns the process may be gone. */
    @Test
    void allIsWrittenWhenItReturns() {
        LastChance chance = chance(flushed::incrementAndGet, false);
        for (int i = 0; i < 200; i++) {
            console.line("line " + i);
        }
        chance.run();
        assertThat(flushed).hasValue(1);
        assertThat(err.toString()).contains("line 199");
    }

    @Test
    void whoeverSurvivesAgainAndAgainIsNotHeldUp() {
        LastChance chance = chance(flushed::incrementAndGet, false);
        for (int i = 0; i < 10; i++) {
            chance.run();
        }
        assertThat(flushed).hasValue(3);
    }

    /** The guilty thread holds whatever it holds; another one does the work. */
    @Test
    void theGuiltyThreadDoesNotWrite() {
        AtomicReference<Thread> writer = new AtomicReference<>();
        chance(() -> writer.set(Thread.currentThread()), false).run();
        assertThat(writer.get()).isNotNull().isNotSameAs(Thread.currentThread());
        assertThat(writer.get().isDaemon()).isTrue();
        assertThat(writer.get().getContextClassLoader()).isNull();
    }

    @Test
    void aThreadThatIsToBeInterruptedStaysSoAndWaitsAllTheSame() {
        console.line("before the end");
        Thread.currentThread().interrupt();
        chance(flushed::incrementAndGet, false).run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(flushed).hasValue(1);
        assertThat(err.toString()).contains("before the end");
    }

    /** Where a violation ends the machine, that writes; the guilty thread only waits for it, unless it is called away. */
    @Test
    void whoWaitsForTheEndWritesNothingAndStaysInterrupted() throws InterruptedException {
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread guilty = new Thread(() -> {
            chance(flushed::incrementAndGet, true).run();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        guilty.start();
        await().until(() -> guilty.getState() == Thread.State.TIMED_WAITING);
        guilty.interrupt();
        guilty.join();

        assertThat(interrupted).isTrue();
        assertThat(flushed).hasValue(0);
    }

    @Test
    void whatFailsToBeWrittenDoesNotKeepTheRestFromIt() {
        console.line("this as well");
        chance(() -> {
            throw new NoClassDefFoundError("jdk/jfr/FlightRecorder");
        }, false).run();
        assertThat(err.toString()).contains("this as well");
    }
}
