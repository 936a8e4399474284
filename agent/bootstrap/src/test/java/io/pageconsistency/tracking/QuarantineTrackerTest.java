package io.pageconsistency.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Share;
import io.pageconsistency.freed.Quarantine;
import io.pageconsistency.hooks.Checker;

/** A pool of poisoned heap memory: take-backs and growth. */
class QuarantineTrackerTest {
    private static final int PAGE = 4_096;

    private final Checker checker = new Checker();
    private final QuarantineTracker tracker = checker.quarantineTracker();
    private final Object pool = new Object();
    private final Object owner = new Object();
    private final List<Long> back = new ArrayList<>();
    private RuntimeException failure;

    @BeforeEach
    void keeping() {
        checker.regions().install(memory -> 0, memory -> (byte[]) memory);
        checker.poison().share(Share.ALL);
        checker.regions().opened("bench", owner, new byte[8 * PAGE], 0, 8 * PAGE, PAGE, true);
        checker.quarantine().begin(PAGE * 8, new Quarantine.WayBack() {
            @Override
            public boolean isKnown(Object each) {
                return true;
            }

            @Override
            public void give(Object each, long ticket, long length) {
                back.add(ticket);
                if (failure != null) {
                    throw failure;
                }
            }
        });
    }

    private boolean keep(long page) {
        checker.pools().reserved(owner, page, 1);
        checker.pools().handedOut(owner, page, 1, page * PAGE, PAGE);
        checker.pools().takingBack(owner, page, 1);
        return tracker.keep(pool, owner, page, 1, -1, page, PAGE);
    }

    @Test
    void memoryOfAnUnknownOwnerIsNotKept() {
        assertThat(tracker.keep(pool, new Object(), 0, 1, -1, 0, PAGE)).isFalse();
        assertThat(keep(0)).isTrue();
    }

    @Test
    void aPoolThatIsAboutToGrowGetsTheOlderHalfFirstAndThenTheRest() {
        keep(0);
        keep(1);
        keep(2);
        assertThat(tracker.growing(pool)).as("nobody would begin anew").isNull();
        tracker.allocating();
        assertThat(tracker.growing(new Object())).as("of another pool").isNull();

        Throwable refused = tracker.growing(pool);

        assertThat(refused).isInstanceOf(Error.class).hasNoCause();
        assertThat(refused.getStackTrace()).isEmpty();
        assertThat(back).as("under the pool's lock").isEmpty();
        assertThat(tracker.makesRoom(pool, refused, true)).isTrue();
        assertThat(back).containsExactly(0L, 1L);
        assertThat(tracker.makesRoom(pool, tracker.growing(pool), false)).isTrue();
        assertThat(back).containsExactly(0L, 1L, 2L);
        keep(3);
        assertThat(tracker.growing(pool)).as("a third time").isNull();
        tracker.allocated();
    }

    @Test
    void anEndedAllocationIsNotRepeated() {
        keep(0);
        tracker.allocating();
        tracker.allocated();
        assertThat(tracker.growing(pool)).isNull();
    }

    /** The internal error must not reach the pool's caller. */
    @Test
    void anInterruptedAllocationIsAlwaysRepeated() {
        keep(0);
        tracker.allocating();
        failure = new IllegalStateException("the pool is broken");
        assertThat(tracker.makesRoom(pool, tracker.growing(pool), false)).isTrue();
        assertThat(checker.ledger().reports().swallowedErrors()).isEqualTo(1);
    }

    @Test
    void anOutOfMemoryErrorGivesBackEverything() {
        keep(0);
        assertThat(tracker.makesRoom(new Object(), new IllegalArgumentException(), true)).isFalse();
        assertThat(back).isEmpty();
        assertThat(tracker.makesRoom(new Object(), new OutOfMemoryError(), false)).isFalse();
        assertThat(tracker.makesRoom(new Object(), new OutOfMemoryError(), true)).isTrue();
        assertThat(back).containsExactly(0L);
        assertThat(tracker.makesRoom(new Object(), new OutOfMemoryError(), true)).as("there is nothing any more").isFalse();
    }
}
