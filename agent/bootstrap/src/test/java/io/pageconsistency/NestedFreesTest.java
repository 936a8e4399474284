package io.pageconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.nativememory.NativeMemoryBench;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;
import io.pageconsistency.report.LedgerListener;

/**
 * A pool passes freed memory on to another pool: one wrong free is one violation. In this package, because frames of the package
 * under test do not count as the application's.
 */
class NestedFreesTest {
    private static final long BASE = 0x7f12_0000_0010L;
    private static final long PAGE = 4_096;

    private final Ledger ledger = new Ledger();
    private final NativeMemoryBench nativeMemory = new NativeMemoryBench(ledger);
    private final List<Violation> violations = new CopyOnWriteArrayList<>();
    private final Pool inner = new Pool(0);
    private final Pool outer = new Pool(64);

    /** A pool of native memory with a header. */
    private final class Pool {
        private final long header;
        private Region region;

        Pool(long header) {
            this.header = header;
        }

        void allocated() {
            region = ledger.regions().open("pool " + header, this, new Geometry(BASE + header, 0, PAGE, PAGE, false), true, Traits.PART_OF_POOL, null);
            ledger.pools().handOut(region, 0, 1, 0);
        }

        void free() {
            ledger.pools().takeBackWhole(region, 0, 1);
            nativeMemory.freeing(BASE);
        }

        void freeOnRecordOnly() {
            ledger.pools().takeBackWhole(region, 0, 1);
        }

        void freeTo(Pool next) {
            ledger.pools().takeBackWhole(region, 0, 1);
            next.free();
        }

        void freeAndSayItAfterwards() {
            nativeMemory.freeing(BASE);
            ledger.pools().takeBackWhole(region, 0, 1);
        }
    }

    @BeforeEach
    void begin() {
        ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                violations.add(violation);
            }
        });
        nativeMemory.allocated(BASE, 2 * PAGE);
        inner.allocated();
        outer.allocated();
    }

    private List<Integer> causes() {
        return violations.stream().map(Violation::cause).toList();
    }

    @Test
    void poolAndSystemFindOneWrongFree() {
        inner.free();
        inner.free();
        assertThat(causes()).containsExactly(1, 1);
        assertThat(ledger.reports().violations()).isEqualTo(1);
    }

    @Test
    void poolsTwoDeepFindOneWrongFree() {
        outer.freeTo(inner);
        outer.freeTo(inner);
        assertThat(causes()).containsExactly(1, 1, 1);
        assertThat(violations).extracting(Violation::allocator).containsExactly("pool 64", "pool 0", "ground");
        assertThat(ledger.reports().violations()).isEqualTo(1);
    }

    @Test
    void theOrderOfTheTwoFindingsDoesNotMatter() {
        inner.free();
        inner.freeAndSayItAfterwards();
        assertThat(causes()).containsExactly(1, 1);
    }

    /** The same calls in the next iteration of a loop are another violation, even about the same memory of a new pool. */
    @Test
    void eachIterationOfALoopIsAViolationOfItsOwn() {
        for (int i = 0; i < 2; i++) {
            inner.allocated();
            inner.free();
            inner.free();
            nativeMemory.allocated(BASE, 2 * PAGE);
        }
        assertThat(causes()).containsExactly(1, 1, 3, 3);
    }

    /** Frees nothing itself, so that the next call is not nested in it. */
    @Test
    void callsOneAfterTheOtherAreTwoViolations() {
        nativeMemory.at(BASE).closeOnFree(inner.region);
        inner.free();
        inner.freeOnRecordOnly();
        freeOfTheSystem();
        assertThat(causes()).containsExactly(1, 2);
        assertThat(violations.get(1).freedBy()).as("by what its pool knows").isNotNull();
    }

    private void freeOfTheSystem() {
        nativeMemory.freeing(BASE);
    }
}
