package io.pageconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.region.Traits;
import io.pageconsistency.report.LedgerListener;

/** A second wrong free by the same call is the same fault; one by another call is another fault. */
class CallAtFaultTest {
    private static final long PAGE = 4_096;

    /** A pool with one page. */
    private static final class Pool {
        private final Ledger ledger = new Ledger();
        private final Region region = ledger.regions().open("one", this, new Geometry(1L << 32, 0, PAGE, PAGE, false), true, Traits.PART_OF_POOL, null);

        private Pool() {
            ledger.reports().poolClasses().of("one").type(Pool.class.getName());
        }

        void get() {
            ledger.pools().handOut(region, 0, 1, 0);
        }

        void release() {
            ledger.pools().takeBackWhole(region, 0, 1);
        }
    }

    private final Pool pool = new Pool();
    private final List<Violation> found = new CopyOnWriteArrayList<>();

    CallAtFaultTest() {
        pool.ledger.reports().add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                found.add(violation);
            }
        });
    }

    private void here() {
        pool.release();
    }

    private void there() {
        pool.release();
    }

    @Test
    void theCallThatGivesBackIsAtFault() {
        pool.get();
        for (int i = 0; i < 4; i++) {
            here();
        }
        there();
        assertThat(found).extracting(Violation::cause).containsExactly(1, 1, 1, 4);
    }

    @Test
    void theCallThatIsHandedMemoryIsNotAtFault() {
        pool.get();
        pool.get();
        pool.get();
        assertThat(found).extracting(Violation::cause).containsExactly(1, 1);
    }

    @Test
    void theSameCallAfterAHealthyHandOutIsANewFault() {
        for (int i = 0; i < 2; i++) {
            pool.get();
            here();
            here();
        }
        assertThat(found).extracting(Violation::isFollowUp).containsExactly(false, false);
    }
}
