package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

import io.pageconsistency.ViolationKind;

/** This virtual machine runs without an agent. */
class UncheckedTest {
    @ExtendWith(PageConsistencyExtension.class)
    static class Tests {
        @Test
        void ordinary() {
        }

        @Test
        @NoLeaks
        void leaksNothing() {
        }

        @Test
        @ExpectViolation(ViolationKind.DOUBLE_FREE)
        void expects() {
            throw new IllegalStateException("it must not run");
        }
    }

    @ExtendWith(PageConsistencyExtension.class)
    static class Asking {
        @Test
        void asks(PageConsistencyProbe probe) {
            probe.pagesHeld();
        }
    }

    private static EngineTestKit.Builder running(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(type));
    }

    private static Throwable failure(Events events) {
        return events.failed().list().get(0).getRequiredPayload(TestExecutionResult.class)
                .getThrowable().orElseThrow();
    }

    @Test
    void testsRunExceptThoseThatExpectViolations() {
        running(Tests.class).execute().testEvents()
                .assertStatistics(stats -> stats.started(2).succeeded(2).skipped(1));
    }

    @Test
    void inStrictModeTestsFail() {
        Throwable failure = failure(running(Tests.class).configurationParameter("pageconsistency.junit.strict", "true")
                .execute().containerEvents());

        assertThat(failure).hasMessageContainingAll("NOT checked", "-javaagent:", "pageconsistency.junit.attach is false");
    }

    @Test
    void aTestWithAProbeFails() {
        assertThat(failure(running(Asking.class).execute().testEvents())).hasMessageContaining("NOT checked");
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThat(failure(running(Tests.class).configurationParameter("pageconsistency.junit.strict", "maybe")
                .execute().containerEvents()))
                .hasMessageContaining("pageconsistency.junit.strict cannot be 'maybe'; allowed: false, true");
    }
}
