package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Mode;
import io.pageconsistency.hooks.Checker;

class ModesTest {
    /** Replaces the agent. */
    private final class Agent implements io.pageconsistency.jvm.Modes.Switch {
        @Override
        public Mode mode() {
            return modes.get(modes.size() - 1);
        }

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public List<String> switchTo(Mode mode) {
            modes.add(mode);
            return List.of();
        }
    }

    private final List<Mode> modes = new ArrayList<>(List.of(Mode.PRODUCTION));

    @BeforeEach
    void begin() {
        Checker.ofThisJvm(MethodHandles.lookup()).modes().agent(new Agent());
        Modes.ofTheRun("production");
    }

    @AfterEach
    void end() {
        Checker.ofThisJvm(MethodHandles.lookup()).modes().agent(null);
    }

    @Test
    void theConfigurableModesAreThoseOfTheAgent() {
        assertThat(Settings.MODES).containsExactlyElementsOf(Arrays.stream(Mode.values()).map(Mode::toString).toList());
    }

    @Test
    void aClassHasItsModeAndTheFormerModeIsRestored() throws Exception {
        try (AutoCloseable wish = Modes.begin(Mode.TEST)) {
            assertThat(wish).isNotNull();
            assertThat(modes).endsWith(Mode.TEST);
        }
        assertThat(modes).containsExactly(Mode.PRODUCTION, Mode.TEST, Mode.PRODUCTION);
    }

    @Test
    void theMostThoroughModeOfParallelClassesWins() throws Exception {
        Modes.ofTheRun("test");
        AutoCloseable quick = Modes.begin(Mode.PRODUCTION);
        assertThat(modes).endsWith(Mode.TEST, Mode.PRODUCTION);
        AutoCloseable thorough = Modes.begin(Mode.TEST);
        assertThat(modes).endsWith(Mode.PRODUCTION, Mode.TEST);
        quick.close();
        assertThat(modes).endsWith(Mode.PRODUCTION, Mode.TEST);
        thorough.close();
        assertThat(modes).as("that of the run").endsWith(Mode.PRODUCTION, Mode.TEST);
    }

    /** Other code may stop the agent at any time. */
    @Test
    void withoutAnAgentNothingHappens() throws Exception {
        AutoCloseable wish = Modes.begin(Mode.TEST);
        Checker.ofThisJvm(MethodHandles.lookup()).modes().agent(null);
        wish.close();
        assertThat(modes).endsWith(Mode.TEST);
    }
}
