package io.pageconsistency.life;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Party;

/** The history of one buffer object. */
class LivesTest {
    private final Clock clock = new Clock();
    private final Lives lives = new Lives(new Object());

    private void life(Party handedTo, Party releasedBy) {
        lives.begin(clock.now());
        if (handedTo != null) {
            lives.handedTo(handedTo);
        }
        lives.end(clock.now());
        if (releasedBy != null) {
            lives.releasedBy(releasedBy);
        }
    }

    @Test
    void theLastThreeLivesAreKnownTheLatestFirst() {
        Party[] parties = new Party[8];
        for (int i = 0; i < parties.length; i += 2) {
            parties[i] = new Party();
            parties[i + 1] = new Party();
            life(parties[i], parties[i + 1]);
        }

        Lives.Life[] all = lives.all();
        assertThat(all).hasSize(3);
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i].handedTo()).isSameAs(parties[6 - 2 * i]);
            assertThat(all[i].releasedBy()).isSameAs(parties[7 - 2 * i]);
        }
    }

    /** A named party belongs to its life: a party without a stack does not get that of another life. */
    @Test
    void aLifeWithoutStacksHasThreadAndTimeOnly() {
        life(new Party(), new Party());
        life(null, null);

        Lives.Life present = lives.all()[0];
        assertThat(present.handedTo().stack()).isEmpty();
        assertThat(present.handedTo().thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(present.releasedBy().stack()).isEmpty();
        assertThat(lives.all()[1].releasedBy().stack()).isNotEmpty();
    }

    /** The buffer was not released yet, so no party is named for the release. */
    @Test
    void theRunningLifeHasNoEnd() {
        life(new Party(), new Party());
        lives.begin(clock.now());

        assertThat(lives.all()[0].releasedBy()).isNull();
    }

    /** The creation of a pool's buffer and its first hand-out are one life. */
    @Test
    void creationAndHandOutAreOneLife() {
        lives.begin(clock.now());
        lives.begin(clock.now());
        lives.end(clock.now());

        assertThat(lives.all()).hasSize(1);
    }

    /** Many lives within a hundredth of a second are recorded as two. */
    @Test
    void equalLivesAreOne() {
        long moment = clock.now();
        for (int i = 0; i < 9; i++) {
            lives.begin(moment);
            lives.end(moment);
        }

        assertThat(lives.all()).hasSizeGreaterThan(1).allMatch(life -> life.handedTo() != null);
    }

    /** What becomes known of a life belongs to that life, and not to the next one of the same moment. */
    @Test
    void aPartyOfALifeAmongEqualOnesIsNotThatOfTheNext() {
        long moment = clock.now();
        for (int i = 0; i < 9; i++) {
            lives.begin(moment);
            lives.end(moment);
        }
        Party party = new Party();
        lives.releasedBy(party);
        lives.begin(moment);

        assertThat(lives.all()[0].releasedBy()).isNull();
        assertThat(lives.all()[1].releasedBy()).isSameAs(party);
    }

    /**
     * A buffer was released by a party that did not own it: later refusals follow from that, in this life and in no later one.
     */
    @Test
    void aRefusalAfterAWrongReleaseFollows() {
        life(null, null);
        lives.endedBy(7);
        assertThat(lives.refused()).isEqualTo(7);
        assertThat(lives.refused()).isEqualTo(7);

        life(null, null);
        assertThat(lives.refused()).isZero();
    }

    /** The rightful owner may release so late that the object is another owner's buffer by then; this explains one refusal. */
    @Test
    void aRefusalInALaterLifeFollowsFromAWrongReleaseOnce() {
        life(null, null);
        lives.endedBy(7);
        for (int i = 0; i < 5; i++) {
            life(null, null);
        }
        assertThat(lives.refused()).isEqualTo(7);
        assertThat(lives.refused()).isEqualTo(7);

        life(null, null);
        assertThat(lives.refused()).isZero();
    }

    @Test
    void anAccessIsReportedOnceInALife() {
        life(null, null);
        assertThat(lives.markReported()).isTrue();
        assertThat(lives.markReported()).isFalse();
        life(null, null);
        assertThat(lives.markReported()).isTrue();
    }
}
