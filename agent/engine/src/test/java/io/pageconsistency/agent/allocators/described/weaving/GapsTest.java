package io.pageconsistency.agent.allocators.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;

/** Transfers whose memory could not be read or recorded. The gap must not lead to a violation. */
class GapsTest extends WovenPools {
    private static final int DESCENTS = 10;
    private static final int TRIES = 300;
    private static final int STEPS = 5;
    private static final int DEPTHS = 40;

    private final SplittableRandom random = new SplittableRandom(1);
    private int tries;

    @AfterEach
    void errorsWereProvoked() {
        assertThat(thisJvm.ledger().reports().swallowedErrors()).isPositive();
        thisJvm.ledger().clear();
    }

    @Test
    void memoryThatDoesNotSayWhereItIs() throws Exception {
        describe("moody", "Moody", """
                page-size: %s
                hand-out:
                  - method: take()
                    page: return.address()
                  - method: again(Lease)
                    page: return.address()
                take-back:
                  method: give(Lease)
                  page: arg0.address()
                """.formatted(SamplePools.PAGE));
        SamplePools.Moody pool = kept(new SamplePools.Moody());
        SamplePools.Moody.Lease free = pool.take();
        pool.give(free);
        SamplePools.Moody.Lease held = pool.take();

        pool.silent = true;
        pool.again(free);
        pool.silent = false;
        free.silent = false;
        pool.give(free);
        // The unreadable memory may have been this one. Of other memory nothing is known.
        pool.again(held);
        assertThat(found()).isEmpty();

        pool.give(free);
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    /** A program with one piece of memory. It stops using the memory after an operation on it has failed. */
    private final class Program {
        private final SamplePools.Single pool = kept(new SamplePools.Single());
        private boolean held;
        private boolean failed;

        void run() {
            try {
                for (int i = 0; i < STEPS && !failed; i++) {
                    step(random.nextInt(DEPTHS), random.nextBoolean());
                }
            } catch (StackOverflowError e) {
                // The operation either has not begun, or has set failed.
            }
        }

        private void step(int deeper, boolean soon) {
            if (deeper > 0) {
                step(deeper - 1, soon);
                return;
            }
            failed = true;
            if (held && soon) {
                pool.giveSoon(pool.memory);
            } else if (held) {
                pool.give(pool.memory);
            } else if (soon) {
                pool.takeSoon();
            } else {
                pool.take();
            }
            held = !held;
            failed = false;
        }
    }

    @Test
    void theStackEndsInTheMiddle() throws Exception {
        describe("single", "Single", """
                hand-out:
                  - take()
                  - takeSoon()
                take-back:
                  - give(ByteBuffer)
                  - giveSoon(ByteBuffer)
                """);
        int spared = 0;
        for (int i = 0; i < DESCENTS; i++) {
            List<Program> programs = new ArrayList<>();
            for (int j = 0; j < TRIES; j++) {
                programs.add(new Program());
                programs.get(j / 2).run();
            }
            tries = 0;
            Thread thread = new Thread(null, () -> descend(programs), "exhausted", 1 << 19);
            thread.setUncaughtExceptionHandler((t, error) -> { });
            thread.start();
            thread.join();
            for (Program program : programs) {
                program.run();
                program.run();
                spared += program.failed ? 0 : 1;
            }
        }
        assertThat(found()).isEmpty();
        assertThat(spared).isPositive();
    }

    /** Calls itself until the stack overflows. On the way back it runs one program on each level, with more room each time. */
    private void descend(List<Program> programs) {
        try {
            descend(programs);
        } finally {
            if (tries < TRIES) {
                programs.get(tries++).run();
            }
        }
    }
}
