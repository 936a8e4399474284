package io.pageconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.ledger.HeldByStack;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;

/** Sums of held memory by the stacks that took it. */
class HeldByStackTest {
    private static final long PAGE = 8_192;

    private final Ledger ledger = new Ledger();
    private final Region region = open("pool", 0x10000);
    private int next;

    /** The classes that call the ledger in this test are users, not the pool. */
    @BeforeEach
    void thePoolIsElsewhere() {
        for (String allocator : new String[] {"pool", "other", "unknown"}) {
            ledger.reports().poolClasses().of(allocator).type("the.Pool");
        }
    }

    private Region open(String allocator, long address) {
        return ledger.open(allocator, this, new Geometry(address, 0, 64 * PAGE, PAGE, true), true);
    }

    private void hold(Region in, int pages) {
        ledger.reserve(in, next, pages);
        ledger.handOut(in, next, pages, next * PAGE, pages * PAGE);
        next += pages;
    }

    private void small() {
        for (int i = 0; i < 3; i++) {
            hold(region, 1);
        }
    }

    private void large() {
        hold(region, 5);
    }

    private HeldMemory held() {
        return HeldByStack.of(ledger, 10, false);
    }

    @Test
    void memoryTakenByOneStackHasOneHolder() {
        ledger.parties().mode(Share.ALL);
        small();
        large();
        ledger.takeBack(region, 1, 1);
        HeldMemory held = held();

        assertThat(held.getPieces()).isEqualTo(3);
        assertThat(held.getBytes()).isEqualTo(7 * PAGE);
        assertThat(held.getRecordedBytes()).isEqualTo(held.getBytes());
        assertThat(held.getHolders()).extracting(HolderFigures::getEstimatedBytes).containsExactly(5 * PAGE, 2 * PAGE);
        assertThat(held.getHolders()).extracting(HolderFigures::getPieces).containsExactly(1L, 2L);
        assertThat(held.getHolders()).allMatch(holder -> holder.getOldestEpochMillis() > 0)
                .extracting(holder -> String.join(" ", holder.getStack())).first().asString().contains("HeldByStackTest.large");
        assertThat(HeldByStack.of(ledger, 1, false).getHolders()).hasSize(1);
    }

    @Test
    void unrecordedMemoryIsAttributedInProportionForEachAllocator() {
        Region other = open("other", 0x1000000);
        Region unknown = open("unknown", 0x2000000);
        ledger.parties().mode(Share.ALL);
        large();
        hold(other, 2);
        ledger.parties().mode(Share.OFF);
        large();
        hold(unknown, 4);
        HeldMemory held = held();

        assertThat(held.getPieces()).isEqualTo(4);
        assertThat(held.getRecordedPieces()).isEqualTo(2);
        assertThat(held.getHolders()).extracting(HolderFigures::getAllocator).containsExactly("pool", "unknown", "other");
        assertThat(held.getHolders()).extracting(HolderFigures::getBytes).containsExactly(5 * PAGE, 4 * PAGE, 2 * PAGE);
        assertThat(held.getHolders()).extracting(HolderFigures::getEstimatedBytes)
                .containsExactly(10 * PAGE, 4 * PAGE, 2 * PAGE);
        assertThat(held.getHolders().get(1).getStack()).as("nothing of that one is on record").isEmpty();
    }

    @Test
    void constantsAreListedSeparately() {
        ledger.parties().mode(Share.ALL);
        Holder.test = this;
        Later.make();
        small();

        assertThat(held().getConstantBytes()).isEqualTo(7 * PAGE);
        assertThat(held().getHolders()).hasSize(1).noneMatch(HolderFigures::isConstant);
        List<HolderFigures> all = HeldByStack.of(ledger, 10, true).getHolders();
        assertThat(all).hasSize(2);
        assertThat(all.get(0).isConstant()).isTrue();
    }

    private static final class Holder {
        static HeldByStackTest test;
    }

    /** Takes memory in its class initialiser. */
    private static final class Later {
        static {
            Holder.test.hold(Holder.test.region, 7);
        }

        static void make() {
            // Any use initialises the class.
        }
    }
}
