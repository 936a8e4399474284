package io.pageconsistency.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.freed.Guarded;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.verdict.Unit;

/** The report of an access to fenced memory, and its certainty. */
class UsesAfterFreeTest {
    private static final long BASE = 0x7f12_0000_0000L;
    private static final int PAGE = 8_192;
    private static final String TODAY = "a fault occurred in an unsafe memory access operation";

    private final Ledger ledger = new Ledger();
    private final Fences fences = new Fences(ledger.reports(), ledger.freed()::changed);
    private final UsesAfterFree uses = new UsesAfterFree(fences, ledger);
    private final FenceTracker tracker = new FenceTracker(fences, uses, ledger.reports());
    private final Region region = ledger.open("test", this, new Geometry(BASE, 0, 64 * PAGE, PAGE, true), true);
    private final List<Violation> violations = new ArrayList<>();

    @BeforeEach
    void fence() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                violations.add(violation);
            }
        });
        fences.start(new FakePages(BASE), new FenceableMemory() {
            @Override
            public Object blockOf(long start, long end) {
                return this;
            }

            @Override
            public boolean stillExists(Object any) {
                return true;
            }

            @Override
            public int room() {
                return 1_000;
            }
        }, true, () -> { });
    }

    @AfterEach
    void nothingIsSwallowed() {
        assertThat(ledger.reports().swallowedErrors()).isZero();
    }

    private Guarded free(long page) {
        Unit unit = Unit.of(region, page, 1, Extent.NO_SLOT);
        return fences.guard(unit, Operation.TAKE_BACK, unit.start(), unit.end());
    }

    private void freeElsewhere(long page) throws InterruptedException {
        Thread other = new Thread(() -> free(page), "another");
        other.start();
        other.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {TODAY, "a fault occurred in a recent unsafe memory access operation in compiled Java code"})
    void theVirtualMachinesErrorIsAUseAfterFree(String message) {
        free(3);
        tracker.errorMade(message);
        Violation found = violations.get(0);
        assertThat(violations).hasSize(1);
        assertThat(found.kind()).isEqualTo(ViolationKind.USE_AFTER_FREE);
        assertThat(found.extent().page()).isEqualTo(3);
        assertThat(found.freedBy().thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(found.explanation()).contains("nothing else was fenced");
        tracker.errorMade(message);
        assertThat(ledger.reports().violations(ViolationKind.USE_AFTER_FREE)).as("each one counts").isEqualTo(2);
    }

    @Test
    void earlierHoldersAreNamed() throws InterruptedException {
        for (String user : List.of("before", "last")) {
            Thread thread = new Thread(() -> {
                ledger.reserve(region, 3, 1);
                ledger.handOut(region, 3, 1, 3 * PAGE, PAGE);
                ledger.takeBack(region, 3, 1);
                ledger.release(region, 3, 1);
            }, user);
            thread.start();
            thread.join();
        }
        free(3);
        tracker.errorMade(TODAY);
        assertThat(violations.get(0).allocatedBy().thread()).isEqualTo("last");
        assertThat(violations.get(0).earlierTransfers()).extracting(each -> each.party().thread()).containsExactly("before", "before");
    }

    @Test
    void otherErrorsAreNoFindings() {
        free(3);
        tracker.errorMade(null);
        tracker.errorMade("a fault");
        tracker.errorMade("CallerSensitive annotation expected at frame 1");
        assertThat(violations).isEmpty();
    }

    @Test
    void withoutAFenceThereIsNoFinding() {
        tracker.errorMade(TODAY);
        assertThat(violations).isEmpty();
    }

    @Test
    void recentlyOpenedFencesFitToo() {
        Guarded guarded = free(3);
        guarded.open(guarded.from(), guarded.end(), Guarded.Why.USED);
        tracker.errorMade(TODAY);
        assertThat(violations).hasSize(1);
    }

    @Test
    void theLatestFenceOfTheSameThreadIsTheLikeliest() throws InterruptedException {
        free(3);
        free(5);
        freeElsewhere(7);
        tracker.errorMade(TODAY);
        Violation found = violations.get(0);
        assertThat(found.extent().page()).isEqualTo(5);
        assertThat(found.explanation()).contains("may have been any of 3");
        assertThat(found.parties()).extracting(party -> party.label()).containsExactly("or freed by", "or freed by");
        assertThat(found.parties().get(1).party().thread()).isEqualTo("another");
    }

    @Test
    void anAddressInTheFramesIsCertain() throws InterruptedException {
        free(3);
        freeElsewhere(7);
        uses.clues(clues(BASE + 7 * PAGE + 5_000, 0, 0));
        tracker.errorMade(TODAY);
        assertThat(violations.get(0).extent().page()).isEqualTo(7);
        assertThat(violations.get(0).explanation()).contains("an address in it is in the frames");
    }

    @Test
    void aBufferInTheFramesNarrowsTheChoice() {
        free(3);
        free(4);
        free(7);
        uses.clues(clues(1, BASE + 3 * PAGE, 2 * PAGE));
        tracker.errorMade(TODAY);
        assertThat(violations.get(0).extent().page()).isEqualTo(4);
        assertThat(violations.get(0).explanation()).contains("reach into it and one other");
    }

    private static Clues clues(long number, long start, long length) {
        return new Clues() {
            @Override
            public void search(Search search) {
                search.number(number);
                search.memory(start, length);
                search.wantsMore();
            }

            @Override
            public String otherReason() {
                return null;
            }
        };
    }

    @Test
    void anErrorThatMayHaveAnotherCauseIsSuspect() {
        free(3);
        uses.clues(new Clues() {
            @Override
            public void search(Search search) {
                // Nothing is found.
            }

            @Override
            public String otherReason() {
                return "of a file";
            }
        });
        tracker.errorMade(TODAY);
        assertThat(ledger.reports().violations()).isZero();
        assertThat(ledger.reports().suspects()).isEqualTo(1);
    }

    @Test
    void fencedMemoryIsNotPassedToNativeCode() {
        free(3);
        tracker.touching(BASE + 2 * PAGE, PAGE);
        tracker.touching(BASE + 3 * PAGE + 1, 0);
        assertThat(violations).isEmpty();
        assertThatExceptionOfType(InternalError.class).isThrownBy(() -> tracker.touching(BASE + 2 * PAGE, PAGE + 1)).withMessage(TODAY);
        assertThat(violations).singleElement().extracting(found -> found.extent().page()).isEqualTo(3L);
        tracker.passing(BASE + 3 * PAGE, 1);
        assertThat(violations).hasSize(2);
    }
}
