package io.pageconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** Stacks begin with the pool's frame, and texts say what happened. Outside of the ledger's packages, whose frames are removed. */
class PartyStackTest {
    private static RecordedStack settled() {
        RecordedStack stack = new RecordedStack();
        stack.settle();
        return stack;
    }

    /** A place in the program that allocates a million times has one stack. */
    @Test
    void equalStacksAreStoredOnce() {
        Set<StackTraceElement[]> different = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 100; i++) {
            different.add(settled().frames());
        }
        assertThat(different).hasSize(1);
    }

    @Test
    void threadsWithoutNamesAreDistinguished() {
        assertThat(Party.nameOf(new Thread("main"))).isEqualTo("main");
        Thread nameless = new Thread("");
        assertThat(Party.nameOf(nameless)).isEqualTo("#" + nameless.getId());
        Thread hostile = new Thread("") {
            @Override
            public String toString() {
                throw new IllegalStateException("asked");
            }
        };
        assertThat(Party.nameOf(hostile)).isEqualTo("#" + hostile.getId());
        assertThat(Party.nameOfNameless(22, "VirtualThread[#22]/runnable@ForkJoinPool-1-worker-1"))
                .isEqualTo("virtual #22 on ForkJoinPool-1-worker-1");
        assertThat(Party.nameOfNameless(22, "VirtualThread[#22]/new")).isEqualTo("virtual #22");
    }

    private final Ledger ledger = new Ledger();
    private final List<Violation> violations = new ArrayList<>();
    private final Region region = ledger.open("pool", this, new Geometry(0x10000, 0, 1 << 20, 8_192, true), true);

    PartyStackTest() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                violations.add(violation);
            }
        });
    }

    private void giveOut() {
        ledger.reserve(region, 2, 1);
        ledger.handOut(region, 2, 1, 2 * 8_192, 100);
    }

    private void takeBack() {
        ledger.takeBack(region, 2, 1);
    }

    private void takeBackAgain() {
        ledger.takeBack(region, 2, 1);
    }

    @Test
    void stacksBeginWithTheCallerOfTheLedger() {
        Instant before = Instant.now();
        giveOut();
        takeBack();
        takeBackAgain();
        Violation violation = violations.get(0);
        assertThat(violation.stack()[0].getMethodName()).isEqualTo("takeBackAgain");
        assertThat(violation.stack()[1].getMethodName()).isEqualTo("stacksBeginWithTheCallerOfTheLedger");
        assertThat(violation.allocatedBy().stack()[0].getMethodName()).isEqualTo("giveOut");
        assertThat(violation.freedBy().stack()[0].getMethodName()).isEqualTo("takeBack");
        assertThat(violation.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(violation.when()).isBetween(before.minus(Duration.ofMillis(1)), Instant.now());
        assertThat(violation.allocatedBy().when()).isBetween(before.minus(Duration.ofMillis(1)), violation.when());
    }

    @Test
    void textsNameKindPlaceAndCause() {
        giveOut();
        takeBack();
        for (int i = 0; i < 2; i++) {
            takeBackAgain();
        }
        assertThat(violations.get(0)).hasToString("DOUBLE_FREE #1: " + violations.get(0).explanation());
        assertThat(violations.get(1)).hasToString("DOUBLE_FREE #2 (follows from #1): " + violations.get(1).explanation());
        assertThat(violations.get(0).extent()).hasToString("page 2, 8192 bytes at 0x14000");
        assertThat(new Extent(2, 3, 5, 0, 64)).hasToString("slot 5 of the run at pages 2 to 4, 64 bytes");
        assertThat(violations.get(0).region()).contains("region 1", "1048576 bytes at 0x10000", "128 pages of 8192 bytes",
                PartyStackTest.class.getName());
        for (ViolationKind kind : ViolationKind.values()) {
            assertThat(kind.summary()).isNotBlank().doesNotEndWith(".");
            assertThat(kind.counted()).isEqualTo(kind != ViolationKind.LEAK);
        }
    }
}
