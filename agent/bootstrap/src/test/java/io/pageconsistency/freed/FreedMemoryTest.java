package io.pageconsistency.freed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;

/** Which memory is guarded: it never overlaps held memory, on the fast path and on the slow path. */
class FreedMemoryTest extends FreedMemoryFixture {
    @Test
    void memoryIsGuardedFromTakeBackToClaim() {
        Region region = open(true);
        guarded(region, 8, 4);
        assertThat(now()).isEqualTo("[" + 8 * PAGE + "-" + 12 * PAGE + "]");
        ledger.reserve(region, 8, 4);
        assertThat(now()).isEqualTo("[]");
        assertThat(guard.opened).containsExactly("USED " + 8 * PAGE + "-" + 12 * PAGE);
    }

    /** Pools merge free runs and split them anew. */
    @Test
    void aPartIsClaimed() {
        Region region = open(true);
        guarded(region, 8, 8);
        noMore();
        ledger.reserve(region, 10, 1);
        assertThat(guard.now).extracting(Range::toString).containsExactlyInAnyOrder(8 * PAGE + "-" + 10 * PAGE, 11 * PAGE + "-" + 16 * PAGE);
        ledger.reserve(region, 11, 2);
        ledger.reserve(region, 4, 5);
        assertThat(guard.now).extracting(Range::toString).containsExactlyInAnyOrder(9 * PAGE + "-" + 10 * PAGE, 13 * PAGE + "-" + 16 * PAGE);
    }

    /** A pool's cache hands memory out again without freeing its run. */
    @Test
    void memoryIsHandedOutAgainWithoutAClaim() {
        Region region = open(true);
        ledger.reserve(region, 3, 2);
        ledger.handOut(region, 3, 2, 3 * PAGE, 2 * PAGE);
        ledger.takeBack(region, 3, 2);
        noMore();
        ledger.handOut(region, 3, 2, 3 * PAGE, 2 * PAGE);
        assertThat(now()).isEqualTo("[]");
    }

    @Test
    void inPoolsThatDoNotClaim() {
        Region region = open(false);
        ledger.handOut(region, 3, 4, 3 * PAGE, 4 * PAGE);
        ledger.takeBack(region, 3, 4);
        noMore();
        ledger.handOut(region, 4, 1, 4 * PAGE, PAGE);
        assertThat(guard.opened).containsExactly("USED " + 4 * PAGE + "-" + 5 * PAGE);
    }

    /** After a run is no longer cut into slots, its pages may be used in any way. */
    @ParameterizedTest
    @ValueSource(ints = {128, 3_072, 1_024})
    void slotsAreGuardedAlsoAfterTheirRunIsUncut(int size) {
        Region region = open(true);
        int slots = 3 * PAGE / size;
        ledger.reserve(region, 2, 3);
        for (int slot = 0; slot < slots; slot++) {
            ledger.reserveSlot(region, 2, 3, slots, size, slot);
            ledger.handOutSlot(region, 2, 3, slot, 2L * PAGE + slot * size, size);
        }
        for (int slot = 0; slot < slots; slot++) {
            ledger.takeBackSlot(region, 2, 3, slot);
        }
        noMore();
        assertThat(guard.now).hasSize(slots);
        ledger.handOutSlot(region, 2, 3, 1, 2L * PAGE + size, size);
        assertThat(guard.now).hasSize(slots - 1);
        ledger.takeBackSlot(region, 2, 3, 1);
        for (int slot = 0; slot < slots; slot++) {
            ledger.releaseSlot(region, 2, 3, slot);
        }
        assertThat(guard.now).hasSize(slots - 1);
        ledger.release(region, 2, 3);
        assertThat(guard.now).hasSize(slots - 1);
        ledger.reserve(region, 4, 1);
        assertThat(guard.now).allMatch(range -> range.end() <= BASE + 4 * PAGE || range.from() >= BASE + 5 * PAGE);
        ledger.reserve(region, 2, 2);
        assertThat(now()).isEqualTo("[]");
        assertThat(ledger.reports().violations()).isZero();
    }

    @Test
    void bytesOfARegionWithoutPages() {
        Region region = ledger.open("pool", this, new Geometry(BASE, 0, PAGES * PAGE, PAGES * PAGE, false), true);
        ledger.bytes().handOutWithin(region, BASE, 100);
        ledger.bytes().handOutWithin(region, BASE + 100, 100);
        ledger.bytes().takeBack(region, BASE + 100, -1);
        ledger.bytes().takeBack(region, BASE, 100);
        assertThat(guard.now).extracting(Range::toString).containsExactly("100-200", "0-100");
        noMore();
        assertThat(ledger.regions().emptied(region)).isZero();
        ledger.bytes().handOutWithin(region, BASE, 150);
        assertThat(now()).isEqualTo("[150-200]");
        ledger.bytes().handOutWithin(region, BASE + 150, 150);
        assertThat(now()).isEqualTo("[]");
        assertThat(ledger.reports().violations()).isZero();
    }

    /** Earlier guards have taken a part of it. */
    @Test
    void aRunThatIsFreed() {
        Region region = open(true);
        ledger.reserve(region, 2, 4);
        ledger.reserveSlot(region, 2, 4, 4, PAGE, 1);
        ledger.handOutSlot(region, 2, 4, 1, 3 * PAGE, PAGE);
        ledger.takeBackSlot(region, 2, 4, 1);
        ledger.releaseSlot(region, 2, 4, 1);
        assertThat(now()).isEqualTo("[" + 3 * PAGE + "-" + 4 * PAGE + "]");
        guard.releases = true;
        ledger.release(region, 2, 4);
        assertThat(guard.now).extracting(Range::toString)
                .containsExactly(3 * PAGE + "-" + 4 * PAGE, 2 * PAGE + "-" + 3 * PAGE, 4 * PAGE + "-" + 6 * PAGE);
        noMore();
        ledger.reserve(region, 1, 9);
        assertThat(now()).isEqualTo("[]");
    }

    /** One pool may have got its memory from the other: what its users hold may look free to the other one. */
    @Test
    void memoryOfTwoPoolsIsNotGuarded() {
        Region page = ledger.regions().open("one", this, new Geometry(BASE, 0, 4 * PAGE, PAGE, false), true, Traits.PART_OF_UNTOUCHED_POOL, null);
        Region half = ledger.regions().open("other", this, new Geometry(BASE + PAGE, 0, PAGE, PAGE / 2, false), true,
                Traits.PART_OF_UNTOUCHED_POOL, null);
        ledger.handOut(page, 0, 2, 0, 2 * PAGE);
        ledger.handOut(half, 0, 1, 0, PAGE / 2);
        ledger.takeBack(half, 0, 1);
        ledger.takeBack(page, 0, 2);
        assertThat(now()).isEqualTo("[]");
        ledger.handOut(page, 2, 1, 2 * PAGE, PAGE);
        ledger.takeBack(page, 2, 1);
        assertThat(now()).isEqualTo("[" + 2 * PAGE + "-" + 3 * PAGE + "]");
    }

    /** The memory of an unpooled buffer is freed with its take-back; a described pool keeps it. */
    @Test
    void memoryThatGoesToTheSystemIsNotGuarded() {
        for (Traits traits : List.of(Traits.CHUNK, Traits.PART_OF_UNTOUCHED_POOL)) {
            Region region = ledger.regions().open("pool", this, new Geometry(BASE, 0, PAGE, PAGE, false), true, traits, null);
            ledger.handOut(region, 0, 1, 0, PAGE);
            ledger.takeBack(region, 0, 1);
            assertThat(guard.now).hasSize(traits == Traits.CHUNK ? 0 : 1);
            ledger.close(region);
        }
    }

    /** The pool may keep its free list in free memory. */
    @Test
    void memoryOfPoolsThatMayUseItIsNotGuarded() {
        Region region = ledger.regions().open("pool", this, new Geometry(BASE, 0, PAGES * PAGE, PAGE, false), true, Traits.PART_OF_POOL, null);
        ledger.handOut(region, 3, 4, 3 * PAGE, 4 * PAGE);
        ledger.takeBack(region, 3, 4);
        assertThat(now()).isEqualTo("[]");
    }

    @Test
    void memoryThatItsPoolStillReadsIsNotGuarded() {
        Region region = open(true);
        ledger.freed().exemptThread();
        guarded(region, 1, 1);
        ledger.freed().endExemption();
        assertThat(now()).isEqualTo("[]");
        guarded(region, 1, 1);
        assertThat(guard.now).hasSize(1);
    }

    /** Random operations: memory is never guarded while it is held. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void heldMemoryIsNeverGuarded(boolean reserves) {
        Region region = open(reserves);
        guard.all = false;
        Random random = new Random(7);
        List<long[]> held = new ArrayList<>();
        boolean[] used = new boolean[PAGES];
        for (int i = 0; i < 20_000; i++) {
            guard.some = random.nextInt(8) == 0;
            ledger.freed().changed();
            int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 20 : 3);
            int page = random.nextInt(PAGES - count + 1);
            boolean free = true;
            for (int p = page; p < page + count; p++) {
                free &= !used[p];
            }
            if (free) {
                fill(used, page, count, true);
                if (reserves) {
                    ledger.reserve(region, page, count);
                }
                ledger.handOut(region, page, count, (long) page * PAGE, (long) count * PAGE);
                held.add(new long[] {page, count});
                assertThat(guard.now).noneMatch(range -> range.overlaps(BASE + (long) page * PAGE, BASE + (long) (page + count) * PAGE));
            } else if (!held.isEmpty()) {
                long[] back = held.remove(random.nextInt(held.size()));
                ledger.takeBack(region, back[0], back[1]);
                if (reserves) {
                    ledger.release(region, back[0], back[1]);
                }
                fill(used, (int) back[0], (int) back[1], false);
            }
        }
        assertThat(ledger.reports().violations()).isZero();
        assertThat(guard.opened.size()).isGreaterThan(500);
        noMore();
        ledger.close(region);
    }

    private static void fill(boolean[] used, int page, int count, boolean now) {
        for (int p = page; p < page + count; p++) {
            used[p] = now;
        }
    }
}
