package io.pageconsistency.cli.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import com.sun.tools.attach.AttachNotSupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.pageconsistency.cli.console.Refusal;

/** Translates the messages of the attach mechanism, for the JDKs from 17 to 25. */
class TargetTest {
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(1500));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The VM does not support the attach mechanism | 4 | -XX:+DisableAttachMechanism
            Unable to open socket file /tmp/.java_pid42: target process 42 doesn't respond within 9000ms or HotSpot VM not loaded | 3 | does not answer within 1500 ms
            No such process | 3 | there is no process 42
            Permission denied | 3 | this user may not attach to process 42
            Operation not permitted | 3 | this user may not attach to process 42
            Unable to open socket file /tmp/.java_pid42: well-known file /tmp/.java_pid42 is not secure: file should be owned by the current user | 3 | this user may not attach to process 42
            Non-numeric value found - 42 | 3 | cannot be attached to: Non-numeric value
            """)
    void refusalsOfTheMechanismAreSaidInOneLine(String message, int status, String said) {
        for (Exception e : new Exception[] {new IOException(message), new AttachNotSupportedException(message)}) {
            Refusal refusal = Target.unreachable(42, PATIENCE, e);

            assertThat(refusal.status()).isEqualTo(status);
            assertThat(refusal).hasMessageContaining(said).hasMessageContaining("42");
        }
    }

    @Test
    void severalLinesBecomeOne() {
        assertThat(Target.unreachable(42, PATIENCE, new IOException("one\n  two\r\nthree\n")))
                .hasMessageEndingWith("one two three");
        assertThat(Target.unreachable(42, PATIENCE, new IllegalStateException("odd")))
                .hasMessageContaining("java.lang.IllegalStateException: odd");
    }

    @Test
    void aRefusalOfAgentsIsDistinguishedFromAFailure() {
        assertThat(Target.notLoaded(42, "Failed to load agent library: Dynamic agent loading is not enabled. Use -XX:+Enable"))
                .contains("-XX:-EnableDynamicAgentLoading");
        assertThat(Target.notLoaded(42, "Agent JAR not found")).isEqualTo("process 42 did not load the agent: Agent JAR not found");
    }

    @Test
    @Timeout(300)
    void patienceEnds() {
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() -> new Patience(Duration.ofMillis(50)).with(42, () -> {
            never.await();
            return null;
        })).isInstanceOf(Refusal.class).hasMessageContaining("process 42 does not answer within 50 ms");
        assertThatThrownBy(() -> new Patience(Duration.ofMinutes(2)).with(42, () -> {
            throw new IOException("its own");
        })).isInstanceOf(IOException.class).hasMessage("its own");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            com.example.Main secret          | com.example.Main
            /opt/app/service.jar --key=1     | service.jar
            C:\\apps\\service.jar              | service.jar
            app/com.example.Main             | com.example.Main
            ''                               | (unknown)
            """)
    void namesAreWithoutArguments(String command, String name) {
        assertThat(VirtualMachines.nameOf(command)).isEqualTo(name);
    }
}
