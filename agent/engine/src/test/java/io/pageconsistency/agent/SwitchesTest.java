package io.pageconsistency.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Mode;
import io.pageconsistency.Share;
import io.pageconsistency.agent.options.BadOption;
import io.pageconsistency.agent.options.Option;
import io.pageconsistency.agent.options.Options;

class SwitchesTest {
    private final List<String> said = new ArrayList<>();
    private final List<Share> stacks = new ArrayList<>();
    private final List<Share> fence = new ArrayList<>();
    private String obstacle;

    private Switches switches(String argument) throws BadOption {
        Options options = Options.parse(argument, new Properties(), Set.of());
        Switches switches = new Switches(options, said::add);
        switches.add(Option.STACKS, Share.class, stacks::add, () -> null);
        switches.add(Option.FENCE, Share.class, fence::add, () -> obstacle);
        return switches;
    }

    @Test
    void aModeChangesOptionsThatWereNotGiven() throws BadOption {
        Switches switches = switches("strict=true");
        assertThat(switches.mode()).isEqualTo(Mode.PRODUCTION);
        assertThat(switches.settings()).isEqualTo(Map.of("stacks", "sampled", "fence", "off", "strict", "true"));

        assertThat(switches.switchTo(Mode.TEST)).isEmpty();

        assertThat(switches.mode()).isEqualTo(Mode.TEST);
        assertThat(stacks).containsExactly(Share.ALL);
        assertThat(fence).containsExactly(Share.ALL);
        assertThat(switches.inWords()).isEqualTo("test (stacks=all, fence=all, strict=true)");
        assertThat(said).containsExactly("the mode is now test (stacks=all, fence=all, strict=true)");
        assertThat(switches.switchTo(Mode.TEST)).as("again").isEmpty();
        assertThat(stacks).hasSize(1);
        assertThat(switches.switchTo(Mode.PRODUCTION))
                .containsExactly("strict stays true: it applies to the whole run and can only be set at the start");
        assertThat(stacks).containsExactly(Share.ALL, Share.SAMPLED);
        assertThat(fence).containsExactly(Share.ALL, Share.OFF);
    }

    @Test
    void anOptionThatWasGivenStaysAndTheAnswerSaysSo() throws BadOption {
        Switches switches = switches("mode=test,stacks=off");
        assertThat(switches.settings()).containsEntry("stacks", "off").containsEntry("fence", "all").containsEntry("strict", "true");

        assertThat(switches.switchTo(Mode.PRODUCTION)).containsExactly("stacks stays off: it was given at the start",
                "strict stays true: it applies to the whole run and can only be set at the start");

        assertThat(stacks).isEmpty();
        assertThat(fence).containsExactly(Share.OFF);
    }

    @Test
    void saysWhatIsNotLookedFor() throws BadOption {
        String uses = "use of freed memory (poison, fence)";
        String calls = "late calls on reused buffer objects (handles)";
        assertThat(switches("").notLookedFor()).containsExactly(uses, calls);
        assertThat(switches("fence=sampled").notLookedFor()).containsExactly(calls);
        obstacle = "it needs Linux";
        assertThat(switches("fence=sampled").notLookedFor()).as("a fence that cannot be had").containsExactly(uses, calls);
        Switches poison = switches("poison=sampled,handles=sampled");
        poison.add(Option.POISON, Share.class, share -> { }, () -> null);
        assertThat(poison.notLookedFor()).containsExactly(calls);
        poison.add(Option.HANDLES, Share.class, share -> { }, () -> null);
        assertThat(poison.notLookedFor()).isEmpty();
    }

    @Test
    void saysWhatGuardsFreeMemory() throws BadOption {
        assertThat(switches("stacks=all").guarding()).isEmpty();
        obstacle = "it needs Linux";
        assertThat(switches("fence=sampled").guarding()).isEqualTo("; free memory is guarded: fence=off: it needs Linux");
        obstacle = null;
        assertThat(switches("fence=sampled").guarding()).isEqualTo("; free memory is guarded: fence=sampled");
    }

    @Test
    void aSettingWithoutEffectSaysWhy() throws BadOption {
        obstacle = "it needs JDK 22 or later";
        Switches switches = switches("strict=true");
        assertThat(switches.settings()).as("not wanted").containsEntry("fence", "off");

        assertThat(switches.switchTo(Mode.TEST)).containsExactly("fence stays off: it needs JDK 22 or later");

        assertThat(switches.settings()).containsEntry("fence", "off: it needs JDK 22 or later").containsEntry("stacks", "all");
    }

    @Test
    void switchesAnOptionThatIsAnAmount() throws BadOption {
        List<Long> quarantine = new ArrayList<>();
        Options options = Options.parse("mode=test", new Properties(), Set.of());
        Switches switches = new Switches(options, said::add);
        switches.add(Option.QUARANTINE, Long.class, quarantine::add, () -> obstacle);
        assertThat(switches.settings()).containsEntry("quarantine", "16m");

        switches.switchTo(Mode.PRODUCTION);
        assertThat(switches.settings()).containsEntry("quarantine", "off");
        switches.switchTo(Mode.TEST);

        assertThat(quarantine).containsExactly(0L, 16L << 20);
        obstacle = "a module is disabled";
        assertThat(switches.settings()).containsEntry("quarantine", "off: a module is disabled");
    }
}
