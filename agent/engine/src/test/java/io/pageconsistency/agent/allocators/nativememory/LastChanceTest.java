package io.pageconsistency.agent.allocators.nativememory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.output.console.Console;

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

    /** Waits longer than usual, because the machine may be busy. */
    private LastChance chance(Runnable flush) {
        return new LastChance(console, flush, false, 120_000);
    }

    /** The process may end as soon as the method has returned. */
    @Test
    void allIsWrittenWhenItReturns() {
        LastChance chance = chance(flushed::incrementAndGet);
        for (int i = 0; i < 200; i++) {
            console.line("line " + i);
        }
        chance.run();
        assertThat(flushed).hasValue(1);
        assertThat(err.toString()).contains("line 199");
    }

    @Test
    void whoeverSurvivesAgainAndAgainIsNotHeldUp() {
        LastChance chance = chance(flushed::incrementAndGet);
        for (int i = 0; i < 10; i++) {
            chance.run();
        }
        assertThat(flushed).hasValue(3);
    }

    /** Another thread writes, because the guilty thread may hold locks. */
    @Test
    void theGuiltyThreadDoesNotWrite() {
        AtomicReference<Thread> writer = new AtomicReference<>();
        chance(() -> writer.set(Thread.currentThread())).run();
        assertThat(writer.get()).isNotNull().isNotSameAs(Thread.currentThread());
        assertThat(writer.get().isDaemon()).isTrue();
        assertThat(writer.get().getContextClassLoader()).isNull();
    }

    @Test
    void aThreadThatIsToBeInterruptedStaysSoAndWaitsAllTheSame() {
        console.line("before the end");
        Thread.currentThread().interrupt();
        chance(flushed::incrementAndGet).run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(flushed).hasValue(1);
        assertThat(err.toString()).contains("before the end");
    }

    /** If a violation ends the virtual machine, the code that ends it writes. The guilty thread only waits, for a limited time. */
    @Test
    void whoWaitsForTheEndWritesNothingAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        new LastChance(console, flushed::incrementAndGet, true, 10).run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(flushed).hasValue(0);
    }

    @Test
    void whatFailsToBeWrittenDoesNotKeepTheRestFromIt() {
        console.line("this as well");
        chance(() -> {
            throw new NoClassDefFoundError("jdk/jfr/FlightRecorder");
        }).run();
        assertThat(err.toString()).contains("this as well");
    }
}
