package io.pageconsistency.agent.output.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.HolderFigures;

/** The formats of holders. */
class HoldersTextTest {
    private static final long NOW = 1_000_000_000L;
    private static final String[] STACK = {"app.User;x.work(User.java:2)", "app.Main.main(Main.java:3)"};

    private record Holder(String getAllocator, String[] getStack, long getBytes, long getPieces,
            long getEstimatedBytes, long getEstimatedPieces, long getOldestEpochMillis, boolean isConstant)
            implements HolderFigures {
    }

    private record Held(long getBytes, long getPieces, long getRecordedBytes, long getRecordedPieces, long getConstantBytes,
            long getConstantPieces, List<HolderFigures> getHolders) implements HeldMemory {
    }

    private static final HolderFigures SAMPLED = new Holder("pool", STACK, 2_048, 2, 4_096, 4, NOW - 65_000, false);
    private static final HolderFigures UNKNOWN = new Holder("\u001b[2Jbad", new String[0], 512, 1, 512, 1, 0, false);

    @Test
    void estimatesAreSaidToBeEstimates() {
        HeldMemory held = new Held(4_608, 5, 2_048, 2, 16, 1, List.of(SAMPLED, UNKNOWN));

        assertThat(HoldersText.lines(held, NOW, 1, false)).containsExactly(
                "held: 4.5 KiB in 5 pieces; of 2 of them the holder is on record, and sizes are extrapolated from these",
                "  about 4.0 KiB in 4 pieces, for up to 1 min (pool)",
                "      at app.User;x.work(User.java:2)",
                "      ... 1 more",
                "  512 B in 1 piece (\\u001b[2Jbad)",
                "      (no stack on record)",
                "  not shown: 16 B in 1 piece taken while classes were initialised, which are usually kept for ever");
        assertThat(HoldersText.atExit(held, NOW)).containsExactly(
                "  still held    4.5 KiB in 5 pieces; of 2 of them the holder is on record, and sizes are extrapolated from these",
                "  still held    about 4.0 KiB in 4 pieces, for up to 1 min (pool), by app.User;x.work(User.java:2)",
                "  still held    512 B in 1 piece (\\u001b[2Jbad), by (no stack on record)");
    }

    @Test
    void whatIsAllOnRecordIsExact() {
        HolderFigures exact = new Holder("pool", STACK, 2_048, 2, 2_048, 2, NOW - 7_000, false);
        HeldMemory held = new Held(2_048, 2, 2_048, 2, 0, 0, List.of(exact));

        assertThat(HoldersText.lines(held, NOW, 8, false)).containsExactly("held: 2.0 KiB in 2 pieces",
                "  2.0 KiB in 2 pieces, for up to 7 s (pool)", "      at app.User;x.work(User.java:2)",
                "      at app.Main.main(Main.java:3)");
        assertThat(HoldersText.atExit(new Held(0, 0, 0, 0, 0, 0, List.of()), NOW)).isEmpty();
    }

    @Test
    void collapsedStacksBeginWithTheOutermostFrame() {
        assertThat(HoldersText.collapsed(new Held(4_608, 5, 2_048, 2, 0, 0, List.of(SAMPLED, UNKNOWN)))).containsExactly(
                "pool;app.Main.main;app.User:x.work 4096", "\\u001b[2Jbad;(no stack on record) 512");
    }
}
