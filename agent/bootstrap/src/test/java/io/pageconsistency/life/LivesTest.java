package io.pageconsistency.life;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Party;

/** What is remembered of one buffer object. */
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

    /** A party that is named is of its own life: who is not on record with a stack has none of another's. */
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

    /** Nobody has released it yet, so nobody is said to have. */
    @Test
    void theRunningLifeHasNoEnd() {
        life(new Party(), new Party());
        lives.begin(clock.now());

        assertThat(lives.all()[0].releasedBy()).isNull();
    }

    /** A pool that makes an object hands it out as well, and that is one life. */
    @Test
    void beingMadeAndBeingHandedOutIsOneLife() {
        lives.begin(clock.now());
        lives.begin(clock.now());
        lives.end(clock.now());

        assertThat(lives.all()).hasSize(1);
    }

    /** What happens many times within a hundredth of a second leaves what it was known by, and that it was not the only time. */
    @Test
    void livesThatLookTheSameAreOne() {
        long moment = clock.now();
        for (int i = 0; i < 9; i++) {
            lives.begin(moment);
            lives.end(moment);
        }

        assertThat(lives.all()).hasSizeGreaterThan(1).allMatch(life -> life.handedTo() != null);
    }

    /**
     * Somebody's buffer was released by another: what is refused after that follows, in this life and in none that comes after it.
     */
    @Test
    void whatIsRefusedAfterAWrongReleaseFollowsFromIt() {
        life(null, null);
        lives.endedBy(7);
        assertThat(lives.refused()).isEqualTo(7);
        assertThat(lives.refused()).isEqualTo(7);

        life(null, null);
        assertThat(lives.refused()).isZero();
    }

    /** He whose buffer it was may come so late that the object is another's by then: that one is refused then, once. */
    @Test
    void whatIsRefusedInALaterLifeFollowsFromAWrongReleaseThatNobodyHasMetYet() {
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
    void aUseIsReportedOnceInALife() {
        life(null, null);
        assertThat(lives.markReported()).isTrue();
        assertThat(lives.markReported()).isFalse();
        life(null, null);
        assertThat(lives.markReported()).isTrue();
    }
}
