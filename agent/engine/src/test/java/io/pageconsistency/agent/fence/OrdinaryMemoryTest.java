package io.pageconsistency.agent.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.pageconsistency.background.Time;
import io.pageconsistency.fence.FenceableMemory;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.nativememory.NativeMemory;
import io.pageconsistency.nativememory.NativeMemoryTracker;

/** How often the system is asked about memory. To ask takes time, which a clock of the test's own counts. */
class OrdinaryMemoryTest {
    private static final long BASE = 0x7f00_0000_0000L;
    private static final long SIZE = 1 << 16;
    private static final String ORDINARY = "7f0000000000-7f0000100000 rw-p 00000000 00:00 0\nVmFlags: rd wr mr mw me ac\n";
    private static final long ASKING = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Ledger ledger = new Ledger();
    private final NativeMemory nativeMemory = new NativeMemory(ledger);
    private final NativeMemoryTracker tracker = new NativeMemoryTracker(nativeMemory, ledger.reports());
    private long now;
    private int asked;
    private final Time time = new Time() {
        @Override
        public long nanos() {
            return now;
        }

        @Override
        public Instant now() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void park(long nanos) {
            now += nanos;
        }
    };

    private OrdinaryMemory memory(boolean atOnce) {
        return new OrdinaryMemory(nativeMemory, () -> {
            asked++;
            now += ASKING;
            return ORDINARY;
        }, atOnce, 0, time);
    }

    /** The answer for the first page of a new block. */
    private Object answer(OrdinaryMemory memory, int block) {
        long base = BASE + block * SIZE;
        if (nativeMemory.at(base) == null) {
            tracker.allocated(base, SIZE);
        }
        return memory.blockOf(base, base + 1);
    }

    @Test
    void aBlockIsUnknownUntilTheSystemWasAskedInTheBackground() {
        OrdinaryMemory memory = memory(false);
        assertThat(answer(memory, 0)).isNull();
        assertThat(asked).isZero();
        memory.everySecond();
        assertThat(answer(memory, 0)).isSameAs(nativeMemory.at(BASE));
        memory.everySecond();
        assertThat(asked).as("nothing was pending").isEqualTo(1);
    }

    @Test
    void inTheBackgroundTheSystemIsAskedForAThousandthOfTheTime() {
        OrdinaryMemory memory = memory(false);
        long begin = now;
        for (int second = 0; second < 10 * TimeUnit.MINUTES.toSeconds(1); second++) {
            answer(memory, second % 16);
            tracker.freeing(BASE + (second + 1) % 16 * SIZE);
            memory.everySecond();
            now += SECOND;
        }
        assertThat(asked * ASKING).isBetween((now - begin) / 2_000, (now - begin) / 1_000 + ASKING);
    }

    @Test
    void aCallerThatMayWaitHasTheAnswerAtOnce() {
        OrdinaryMemory memory = memory(true);
        assertThat(answer(memory, 0)).isSameAs(nativeMemory.at(BASE));
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void callersWaitOnlyForAPartOfTheTime() {
        OrdinaryMemory memory = memory(true);
        int first = 0;
        while (answer(memory, first % 16) != null) {
            tracker.freeing(BASE + first % 16 * SIZE);
            first++;
        }
        assertThat(asked * ASKING).as("a twentieth of two seconds at the beginning").isBetween(SECOND / 10, SECOND / 10 + 2 * ASKING);
        memory.everySecond();
        assertThat(answer(memory, first % 16)).isNotNull();
    }

    @Test
    void memoryOutsideOfKnownBlocksIsNotOrdinary() {
        assertThat(memory(true).blockOf(BASE, BASE + 1)).isSameAs(FenceableMemory.NONE);
    }
}
