package io.pageconsistency.cli.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;

class ForeignProcessTest {
    private static final String JVMS_SIGNALS = "2000000181005ccf";

    private final Map<String, String> status = new HashMap<>(ForeignProcess.fields(List.of("Name:\tjava", "State:\tS (sleeping)",
            "Uid:\t1000\t1000\t1000\t1000", "SigCgt:\t" + JVMS_SIGNALS, "no field")));

    private void check(String own) throws Refusal {
        ForeignProcess.check(42, status, own);
    }

    private void assertRefused(String own, String reason) {
        assertThatThrownBy(() -> check(own)).isInstanceOf(Refusal.class).hasMessageContaining("process 42 " + reason)
                .extracting(e -> ((Refusal) e).status()).isEqualTo(Status.UNREACHABLE);
    }

    @Test
    void aVirtualMachineOfTheSameUserOrForRootIsReached() throws Refusal {
        check("1000 1000 1000 1000");
        check("0 0 0 0");
        // A process that acts for another user counts as that user's.
        check("7 1000 7 7");
    }

    @Test
    void processesOfOtherUsersAreRefused() {
        assertRefused("1001 1001 1001 1001", "belongs to another user (id 1000)");
        assertRefused("0 1001 1001 1001", "belongs to another user (id 1000)");
    }

    @Test
    void theSignalIsNotSentToAProcessThatItWouldEnd() {
        status.put("SigCgt", "0000000000000000");
        assertRefused("1000 1000 1000 1000", "is not a Java virtual machine");
        status.put("SigCgt", Long.toHexString(Long.parseUnsignedLong(JVMS_SIGNALS, 16) & ~0b100));
        assertRefused("1000 1000 1000 1000", "is not a Java virtual machine");
    }

    @Test
    void stoppedAndEndedProcessesAreRefused() {
        status.put("State", "T (stopped)");
        assertRefused("1000 1000 1000 1000", "is stopped");
        status.put("State", "t (tracing stop)");
        assertRefused("1000 1000 1000 1000", "is stopped");
        status.put("State", "Z (zombie)");
        assertRefused("1000 1000 1000 1000", "has ended");
    }

    @Test
    void thisProcessIsRefused() {
        assertThatThrownBy(() -> ForeignProcess.of(ProcessHandle.current().pid()).check()).isInstanceOf(Refusal.class)
                .hasMessageContaining("is this command itself");
    }

    @Test
    void anEndIsWaitedForAndNoticed() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        // The process ends soon, but not necessarily before this call returns.
        process.destroyForcibly();
        assertThat(ForeignProcess.of(process.pid()).ends()).isTrue();
        assertThat(ForeignProcess.of(ProcessHandle.current().pid()).ends()).isFalse();
    }
}
