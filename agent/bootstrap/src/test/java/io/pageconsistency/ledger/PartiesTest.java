package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Party;
import io.pageconsistency.Share;
import io.pageconsistency.Violation;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.verdict.Parties;

/** A named party is always the last one; no party is better than a wrong one. */
class PartiesTest {
    private final Bench bench = new Bench();
    private final Ledger ledger = bench.ledger;
    private final Parties parties = ledger.parties();
    private final PoolParts parts = new PoolParts(ledger);
    private final Region region = bench.open(64);

    private static void as(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void spendBudget() {
        parties.refill(Integer.MIN_VALUE / 2);
    }

    private static String name(Party party) {
        return party == null ? null : party.thread();
    }

    private void assertParties(String allocatedBy, String freedBy) {
        Violation last = bench.violations.get(bench.violations.size() - 1);
        assertThat(name(last.allocatedBy())).isEqualTo(allocatedBy);
        assertThat(name(last.freedBy())).isEqualTo(freedBy);
    }

    @Test
    void bothPartiesOfADoubleFreeAreNamed() {
        bench.reserve(region, 4, 2);
        as("giver", () -> bench.handOut(region, 4, 2));
        as("taker", () -> ledger.takeBack(region, 4, 2));
        as("culprit", () -> ledger.takeBack(region, 4, 2));
        assertParties("giver", "taker");
        assertThat(bench.only().thread()).isEqualTo("culprit");
        as("later", () -> ledger.takeBack(region, 4, 2));
        assertParties("giver", "culprit");
    }

    /** With room for one place at an index, several of so many places would have replaced each other. */
    @Test
    void placesThatMeetInTheTableAreBothKept() {
        parties.mode(Share.ALL);
        Set<Long> places = new SplittableRandom(1).longs(200, 0, 1L << 30).boxed().collect(Collectors.toSet());
        places.forEach(place -> parties.handedOut(region, place, 1));
        assertThat(places).allMatch(place -> parties.lastHandOut(region, place) != null);

        parties.mode(Share.SAMPLED);
        spendBudget();
        places.forEach(place -> {
            parties.handedOut(region, place, 1);
            assertThat(parties.lastHandOut(region, place)).as("what is not recorded erases the record").isNull();
        });
    }

    /** A stale free looks right, and the later right free looks wrong; so both are named. */
    @Test
    void earlierHoldersAreNamed() {
        for (String user : List.of("oldest", "one before", "last")) {
            as(user, () -> {
                bench.allocate(region, 4, 2);
                ledger.takeBack(region, 4, 2);
                ledger.release(region, 4, 2);
            });
        }
        assertThat(parties.earlierOf(region, region.placeOf(5))).extracting(each -> each.operation() + " " + each.party().thread())
                .containsExactly("TAKE_BACK one before", "HAND_OUT one before", "TAKE_BACK oldest");
        assertThat(parties.earlierOf(region, region.placeOf(6))).isEmpty();
        as("culprit", () -> ledger.takeBack(region, 4, 2));
        assertParties("last", "last");
        assertThat(bench.only().earlierTransfers()).extracting(each -> each.party().thread()).containsExactly("one before", "one before", "oldest");
    }

    @Test
    void thePartyOfTheStartIsNamedForAPageInside() {
        bench.reserve(region, 4, 20);
        as("giver", () -> bench.handOut(region, 4, 20));
        bench.handOut(region, 12, 2);
        assertParties("giver", null);
    }

    @Test
    void slotsHavePartiesOfTheirOwn() {
        bench.reserve(region, 9, 1);
        as("other", () -> bench.allocateSlot(region, 9, 4));
        as("giver", () -> bench.allocateSlot(region, 9, 3));
        as("taker", () -> ledger.takeBackSlot(region, 9, 1, 3));
        ledger.takeBackSlot(region, 9, 1, 3);
        assertParties("giver", "taker");
    }

    /** The transfers of one place are kept together, and an unrecorded operation erases older ones. */
    @Test
    void thePartyOfAnEarlierPageIsNotNamedForASlot() {
        bench.reserve(region, 9, 1);
        as("of the page", () -> bench.handOut(region, 9, 1));
        as("of the page", () -> ledger.takeBack(region, 9, 1));
        spendBudget();
        bench.allocateSlot(region, 9, 0);
        bench.freeSlot(region, 9, 0);
        ledger.takeBackSlot(region, 9, 1, 0);
        assertParties(null, null);
    }

    @Test
    void thePartyOfAnEarlierSlotIsNotNamedForAPage() {
        bench.reserve(region, 9, 1);
        as("of the slot", () -> bench.allocateSlot(region, 9, 0));
        as("of the slot", () -> ledger.takeBackSlot(region, 9, 1, 0));
        ledger.releaseSlot(region, 9, 1, 0);
        ledger.release(region, 9, 1);
        spendBudget();
        bench.reserve(region, 9, 1);
        bench.handOut(region, 9, 1);
        ledger.takeBack(region, 9, 1);
        ledger.takeBack(region, 9, 1);
        assertParties(null, null);
    }

    /** After two unrecorded transfers nothing is on record, and the fast path is taken again. */
    @Test
    void aMarkEndsWithItsRecord() {
        bench.reserve(region, 4, 2);
        as("giver", () -> bench.handOut(region, 4, 2));
        assertThat(region.pages.isMarked(4)).isTrue();
        as("taker", () -> ledger.takeBack(region, 4, 2));
        assertThat(region.pages.isMarked(4)).isTrue();
        spendBudget();
        bench.handOut(region, 4, 2);
        assertThat(region.pages.isMarked(4)).as("who gave it back is on record").isTrue();
        ledger.takeBack(region, 4, 2);
        assertThat(region.pages.isMarked(4)).isFalse();
        assertThat(region.pages.fastHandOut(4, 2)).isTrue();
    }

    /** The run was freed by then, and with it the positions of its slots were forgotten. */
    @Test
    void theHolderOfASlotOfAnEndedRunIsNamed() {
        bench.reserve(region, 9, 1);
        as("giver", () -> bench.allocateSlot(region, 9, 3));
        as("taker", () -> ledger.takeBackSlot(region, 9, 1, 3));
        ledger.releaseSlot(region, 9, 1, 3);
        ledger.release(region, 9, 1);
        ledger.takeBackSlot(region, 9, 1, 3);
        assertParties("giver", "taker");
    }

    /** Units with the same start are the same memory, whatever their kind. */
    @Test
    void aSlotThatBeginsAtAPageHasItsPartiesAfterThoseOfThePage() {
        bench.reserve(region, 9, 1);
        as("of the page", () -> bench.handOut(region, 9, 1));
        as("of the page", () -> ledger.takeBack(region, 9, 1));
        as("giver", () -> bench.allocateSlot(region, 9, 0));
        as("taker", () -> ledger.takeBackSlot(region, 9, 1, 0));
        ledger.takeBackSlot(region, 9, 1, 0);
        assertParties("giver", "taker");
    }

    @Test
    void partiesOfClosedRegionsAreDropped() {
        bench.allocate(region, 4, 2);
        Region other = ledger.open("bench", this, new Geometry(1L << 44, 0, 8 * Bench.PAGE, Bench.PAGE, false), true);
        ledger.handOut(other, 0, 1, 0, 1);
        bench.free(region, 4, 2);
        ledger.close(region);
        ledger.forgetParties(Instant.now().minusSeconds(60));
        assertThat(parties.lastHandOut(region, region.placeOf(4))).as("too young").isNotNull();
        ledger.forgetParties(Instant.now().plusSeconds(60));
        assertThat(parties.lastHandOut(region, region.placeOf(4))).isNull();
        assertThat(parties.lastTakeBack(region, region.placeOf(4))).isNull();
        assertThat(parties.lastHandOut(other, other.placeOf(0))).as("its region is open").isNotNull();
    }

    @Test
    void anUnrecordedOperationErasesTheOlderRecord() {
        bench.reserve(region, 4, 2);
        as("older", () -> bench.handOut(region, 4, 2));
        as("taker", () -> ledger.takeBack(region, 4, 2));
        spendBudget();
        bench.handOut(region, 4, 2);
        bench.handOut(region, 4, 2);
        assertParties(null, "taker");
        spendBudget();
        ledger.takeBack(region, 4, 2);
        ledger.takeBack(region, 4, 2);
        assertParties("main", null);
        parties.refill(1);
        as("again", () -> bench.handOut(region, 4, 2));
        bench.handOut(region, 4, 2);
        assertParties("again", null);
    }

    /** Even if the common budget is used up, so that the next finding can name all parties. */
    @Test
    void aPoolInWhichSomethingWasFoundHasABudgetOfItsOwn() {
        Region other = ledger.open("another", this, new Geometry(1L << 44, 0, 8 * Bench.PAGE, Bench.PAGE, false), true);
        bench.allocate(region, 4, 2);
        spendBudget();
        bench.handOut(region, 4, 2);
        bench.reserve(region, 10, 2);
        as("giver", () -> bench.handOut(region, 10, 2));
        as("taker", () -> ledger.takeBack(region, 10, 2));
        ledger.takeBack(region, 10, 2);
        assertParties("giver", "taker");
        ledger.handOut(other, 0, 1, 0, 1);
        assertThat(parties.lastHandOut(other, other.placeOf(0))).isNull();
        ledger.clear();
        parties.handedOut(region, region.placeOf(20), 1);
        assertThat(parties.lastHandOut(region, region.placeOf(20))).as("all is forgotten").isNull();
    }

    @Test
    void theBudgetIsBounded() {
        parties.refill(1_000_000);
        int recorded = 0;
        for (int page = 0; page < 2_000; page++) {
            parties.handedOut(region, region.placeOf(page), 1);
            recorded += parties.lastHandOut(region, region.placeOf(page)) != null ? 1 : 0;
        }
        assertThat(recorded).isEqualTo(1_000);
    }

    @Test
    void allRecordsBeyondTheBudget() {
        parties.mode(Share.ALL);
        spendBudget();
        bench.reserve(region, 4, 2);
        as("giver", () -> bench.handOut(region, 4, 2));
        bench.handOut(region, 4, 2);
        assertParties("giver", null);
    }

    @Test
    void offRecordsNobody() {
        parties.mode(Share.OFF);
        bench.allocate(region, 4, 2);
        bench.handOut(region, 4, 2);
        assertParties(null, null);
    }

    /** Many more units than table entries: what is still on record is right. */
    @Test
    void partiesAreNotConfused() {
        parties.mode(Share.ALL);
        Region other = ledger.open("bench", bench.owner, new Geometry(1L << 50, 0, 1 << 20, 1, true), true);
        Party[] expected = new Party[20_000];
        int found = 0;
        for (int page = 0; page < expected.length; page++) {
            parties.handedOut(page % 3 == 0 ? region : other, region.placeOf(page), 1);
            expected[page] = parties.lastHandOut(page % 3 == 0 ? region : other, region.placeOf(page));
            assertThat(expected[page]).isNotNull();
            assertThat(parties.lastHandOut(page % 3 == 0 ? other : region, region.placeOf(page))).isNull();
        }
        for (int page = 0; page < expected.length; page++) {
            Party party = parties.lastHandOut(page % 3 == 0 ? region : other, region.placeOf(page));
            assertThat(party == null || party == expected[page]).isTrue();
            found += party == null ? 0 : 1;
        }
        assertThat(found).isBetween(4_000, 8_192);
    }

    /** Some of these regions share a table entry with the first one. */
    @Test
    void regionsAreNotConfused() {
        long place = region.placeOf(7);
        parties.handedOut(region, place, 1);
        Party party = parties.lastHandOut(region, place);
        assertThat(party).isNotNull();
        for (int id = region.id() + 1; id < 30_000; id++) {
            Region other = new Region(id, "bench", bench.owner, null, new Geometry(0, 0, 1, 1, true), true);
            assertThat(parties.lastHandOut(other, place)).isNull();
        }
        assertThat(parties.lastHandOut(region, place)).isSameAs(party);
    }

    /** A run is freed twice: its first pages have a new holder, and a page in the middle had an old one. */
    @Test
    void thePartyOfTheLastTransferThatCoversThePageIsNamed() {
        Region apart = parts.open("apart", bench.owner, new Geometry(1L << 46, 0, 64 << 12, 1 << 12, false), true);
        as("old", () -> parts.handOut(apart, 2, 1));
        as("old", () -> parts.takeBack(apart, 2, 1));
        as("first holder", () -> parts.handOut(apart, 0, 5));
        as("first free", () -> parts.takeBack(apart, 0, 5));
        as("new holder", () -> parts.handOut(apart, 0, 2));
        as("second free", () -> parts.takeBack(apart, 0, 5));
        assertParties("new holder", "first free");
        assertThat(bench.violations.get(0).earlierTransfers()).extracting(each -> each.party().thread()).containsExactly("first holder", "old");
    }

    @Test
    void theHolderOfAPartOfASplitRunIsNamed() {
        Region apart = parts.open("apart", bench.owner, new Geometry(1L << 46, 0, 64 << 12, 1 << 12, false), true);
        as("first holder", () -> parts.handOut(apart, 0, 5));
        as("first free", () -> parts.takeBack(apart, 0, 5));
        as("gone", () -> parts.handOut(apart, 0, 2));
        as("gone", () -> parts.takeBack(apart, 0, 2));
        as("there", () -> parts.handOut(apart, 3, 1));
        as("second free", () -> parts.takeBack(apart, 0, 5));
        assertParties("there", "first free");
    }

    /** Unrecorded transfers may have been of parts of the memory, so only records of the very same unit are certain. */
    @Test
    void aTransferBeforeAGapIsNotTakenForTheLast() {
        Region apart = parts.open("apart", bench.owner, new Geometry(1L << 46, 0, 64 << 12, 1 << 12, false), true);
        as("old", () -> parts.handOut(apart, 2, 1));
        as("old", () -> parts.takeBack(apart, 2, 1));
        spendBudget();
        parts.handOut(apart, 0, 5);
        parts.takeBack(apart, 0, 5);
        parties.refill(100);
        as("new holder", () -> parts.handOut(apart, 0, 2));
        as("second free", () -> parts.takeBack(apart, 0, 5));
        assertParties("new holder", null);
    }
}
