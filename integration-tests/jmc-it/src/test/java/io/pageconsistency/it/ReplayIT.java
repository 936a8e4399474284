package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.recording.file.Progress;
import io.pageconsistency.recording.replay.Replay;
import io.pageconsistency.recording.replay.Replayed;

/** Replays of recordings of real runs, with the agent and without. */
class ReplayIT {
    private static void isClean(Recorded recorded, String origin) throws IOException {
        Replayed replayed = Replay.of(recorded.file(), Progress.NONE);

        assertThat(replayed.divergence()).as(recorded.toString()).isNull();
        assertThat(replayed.operations()).isGreaterThan(2_000);
        assertThat(replayed.events()).containsExactly(origin);
    }

    @Test
    void manyThreadsThatDoNothingWrongContradictNothing() throws IOException {
        isClean(Recorded.HEALTHY, "page-consistency");
    }

    @Test
    void theAgentsFirstFindingIsFoundAgain() throws IOException {
        Replayed replayed = Replay.of(Recorded.FAULTY.file(), Progress.NONE);

        assertThat(replayed.divergence().kind()).isEqualTo("DOUBLE_FREE");
        assertThat(replayed.divergence().reported()).isEqualTo(1);
        assertThat(replayed.divergence().guilty().thread()).isEqualTo("main");
    }

    @Test
    void nettyAloneThatDoesNothingWrongContradictsNothing() throws IOException {
        isClean(Recorded.NETTY_ALONE, "Netty");
    }

    /** Uses the command in the documentation. */
    @Test
    void memoryThatNettyGaveToTwoIsFoundInARecordingWithoutTheAgent() throws Exception {
        List<String> words = Documentation.words(Documentation.line("java -jar page-consistency.jar", "replay app.jfr"));
        Tool command = Tool.run(Build.newRun("replay"), List.of(words.get(0), words.get(1), Build.agent().toString(), words.get(3),
                Recorded.NETTY_ALONE_FAULTY.file().toString()));

        assertThat(command.status()).as(command.output()).isEqualTo(1);
        assertThat(command.output()).contains("of the events of Netty: the last one contradicts the record",
                "\nDOUBLE_ALLOC: ", " bytes at 0x", "\n  thread        \"main\"\n", "\n  allocated by  \"main\", ",
                "      at io.pageconsistency.workloads.NettyAlone.givenToTwo(NettyAlone.java:",
                "\n  not shown     Netty's events tell which buffer got which memory");
    }
}
