package io.pageconsistency.agent.allocators.api;

import static io.pageconsistency.agent.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.CheckResult;
import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.ThisJvm;
import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.agent.instrument.Weaver;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/** The woven API in this virtual machine. Each test uses copies of its own. */
class PoolsOwnWordsTest implements LedgerListener {
    private static Instrumentation instrumentation;

    private final List<Violation> violations = new CopyOnWriteArrayList<>();
    private final ThisJvm thisJvm = ThisJvm.cleared();
    private final Ledger ledger = thisJvm.ledger();
    private Weaver weaver;

    @BeforeAll
    static void instrument() {
        instrumentation = ByteBuddyAgent.install();
    }

    @BeforeEach
    void listen() {
        ledger.reports().add(this);
    }

    @AfterEach
    void nothingWentWrong() {
        ledger.reports().remove(this);
        if (weaver != null) {
            weaver.remove();
        }
        thisJvm.leave();
    }

    @Override
    public void violation(Violation violation) {
        // Pools of earlier tests may be collected at any time, which is reported as a leak.
        if (violation.kind() != ViolationKind.LEAK || violation.allocator().equals("leaking")) {
            violations.add(violation);
        }
    }

    private void weave() {
        weaver = Weaver.install(instrumentation, thisJvm.checker(), List.of(new PoolsOwnWords()), notice -> { });
    }

    private List<ViolationKind> kinds() {
        return violations.stream().map(Violation::kind).toList();
    }

    @Test
    void twoCopiesAreBothRecorded() throws Exception {
        weave();
        Pages one = new CopyOfApi("one").pool("first pool");
        Pages two = new CopyOfApi("two").pool("second pool");
        assertThat(one.isActive()).isTrue();
        assertThat(two.isActive()).isTrue();
        assertThat(one.text()).endsWith(", recorded");

        long ticket = one.handOut(3, 1);
        assertThat(ticket).isNotZero();
        two.handOut(3, 1);
        one.takeBack(3, 1, ticket);
        two.takeBack(3, 1, 0);
        assertThat(violations).isEmpty();
        assertThat(ledger.check(1L << 44)).isEqualTo(CheckResult.OK);

        two.takeBack(3, 1, 0);
        one.handOut(0, 4);
        one.handOut(2, 1);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_ALLOC);
        assertThat(violations).extracting(Violation::allocator).containsExactly("second pool", "first pool");
        assertThat(weaver.statuses()).filteredOn(status -> status.where().contains("class loader one")
                || status.where().contains("class loader two")).hasSize(2).allMatch(ModuleStatus::firstEventSeen)
                .allMatch(status -> status.woven() == 2);
        assertThat(violations.get(0).stack()[0].getClassName()).isEqualTo(ToldPages.class.getName());
    }

    /** A guard may write to free memory only if the pool has said that it leaves free memory alone. */
    @Test
    void whatAPoolSaysOfItsFreeMemory() throws Exception {
        weave();
        Pages said = new CopyOfApi("said").pool("said");
        Pages silent = new CopyOfApi("silent").pool("silent");
        said.freeMemoryUntouched();
        for (Region region : ledger.regions()) {
            assertThat(region.leavesFreeMemoryAlone()).isEqualTo(region.allocator().equals("said"));
        }
        assertThat(silent.text()).endsWith(", recorded");
    }

    /** A region is seen from its constructor on, so no memory of it can be older than the agent. */
    @Test
    void whatWasNeverHandedOutCannotComeBack() throws Exception {
        weave();
        Pages pool = new CopyOfApi("never").pool("never");
        pool.takeBack(5, 1, 0);

        assertThat(kinds()).containsExactly(ViolationKind.INVALID_FREE);
    }

    @Test
    void anOldTicketIsStale() throws Exception {
        weave();
        Pages pool = new CopyOfApi("tickets").pool("tickets");
        long old = pool.handOut(5, 2);
        pool.takeBack(5, 2, old);
        long present = pool.handOut(5, 2);
        assertThat(present).isNotEqualTo(old);
        pool.takeBack(5, 2, old);
        assertThat(kinds()).containsExactly(ViolationKind.STALE_FREE);
        assertThat(violations.get(0).isCounted()).isTrue();
        pool.takeBack(5, 2, present);
        assertThat(kinds()).containsExactly(ViolationKind.STALE_FREE, ViolationKind.DOUBLE_FREE);
        assertThat(violations.get(1).cause()).isEqualTo(violations.get(0).sequence());
    }

    @Test
    void anOldTicketIsStaleInTheMiddleOfASuccessorToo() throws Exception {
        weave();
        Pages pool = new CopyOfApi("middle").pool("middle");
        long old = pool.handOut(6, 1);
        pool.takeBack(6, 1, old);
        pool.handOut(5, 4);
        pool.takeBack(6, 1, old);
        assertThat(kinds()).containsExactly(ViolationKind.STALE_FREE);
    }

    @Test
    void anOldTicketForFreePagesIsADoubleFree() throws Exception {
        weave();
        Pages pool = new CopyOfApi("free").pool("free");
        long old = pool.handOut(5, 1);
        pool.takeBack(5, 1, old);
        pool.takeBack(5, 1, old);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void whatIsOutsideIsReported() throws Exception {
        weave();
        Pages pool = new CopyOfApi("outside").pool("outside");
        pool.takeBack(255, 2, 17);
        pool.takeBack(Long.MIN_VALUE, 2, 17);
        pool.handOut(256, 1);
        pool.handOut(Long.MAX_VALUE, 1);
        pool.handOut(-1, 1);
        pool.handOut(0, 0);
        pool.handOut(0, Long.MAX_VALUE);
        assertThat(kinds()).containsExactly(ViolationKind.INVALID_FREE, ViolationKind.INVALID_FREE, ViolationKind.SIZE_MISMATCH, ViolationKind.SIZE_MISMATCH,
                ViolationKind.SIZE_MISMATCH, ViolationKind.SIZE_MISMATCH, ViolationKind.SIZE_MISMATCH);
    }

    @Test
    void aResetBringsAllBack() throws Exception {
        weave();
        Pages pool = new CopyOfApi("reset").pool("reset");
        long old = pool.handOut(0, 8);
        pool.reset();
        pool.handOut(0, 1);
        pool.takeBack(0, 8, old);
        assertThat(kinds()).containsExactly(ViolationKind.STALE_FREE);
    }

    @Test
    void aRegionIsClosedWhileItsPagesAreOut() throws Exception {
        weave();
        Pages pool = new CopyOfApi("closed").pool("closed");
        long ticket = pool.handOut(0, 8);
        pool.close();
        pool.close();
        assertThat(kinds()).containsExactly(ViolationKind.REGION_CLOSED_IN_USE);
        pool.takeBack(0, 8, ticket);
        assertThat(violations.get(1).cause()).isEqualTo(violations.get(0).sequence());
    }

    @Test
    void aPoolThatIsOlderThanTheAgentIsUnknownAtFirst() throws Exception {
        Pages pool = new CopyOfApi("older").pool("older");
        assertThat(pool.isActive()).isFalse();
        assertThat(pool.handOut(7, 1)).isZero();
        weave();
        assertThat(pool.isActive()).isTrue();
        pool.takeBack(7, 1, 0);
        long ticket = pool.handOut(7, 1);
        pool.takeBack(7, 1, ticket);
        assertThat(violations).isEmpty();
        pool.takeBack(7, 1, ticket);
        assertThat(kinds()).containsExactly(ViolationKind.DOUBLE_FREE);
    }

    @Test
    void withoutTheAdviceItIsAsBefore() throws Exception {
        weave();
        Pages pool = new CopyOfApi("left").pool("left");
        pool.handOut(7, 1);
        weaver.remove();
        assertThat(pool.isActive()).isFalse();
        assertThat(pool.handOut(7, 1)).isZero();
        assertThat(violations).isEmpty();
    }

    @Test
    void violationsAreThrownWhereTheyAreToBe() throws Exception {
        weave();
        ledger.policy().refuse(Set.of());
        Pages pool = new CopyOfApi("throwing").pool("throwing");
        long ticket = pool.handOut(7, 1);
        PageConsistencyError error = catchThrowableOfType(PageConsistencyError.class, () -> pool.handOut(7, 1));
        assertThat(error.violation().kind()).isEqualTo(ViolationKind.DOUBLE_ALLOC);
        assertThat(error.getStackTrace()[0].getClassName()).isEqualTo(ToldPages.class.getName());
        assertThatNoException().as("the refused one has not touched the ticket").isThrownBy(() -> pool.takeBack(7, 1, ticket));
        assertThat(catchThrowableOfType(PageConsistencyError.class, () -> pool.takeBack(7, 1, ticket)).violation().kind())
                .isEqualTo(ViolationKind.DOUBLE_FREE);
        assertThatNoException().isThrownBy(pool::close);
    }

    @Test
    void aPoolThatIsCollectedWithPagesOutIsALeak() throws Exception {
        weave();
        new CopyOfApi("leaking").pool("leaking").handOut(7, 1);
        await().untilAsserted(() -> {
            System.gc();
            ledger.regions().drainCollected();
            assertThat(kinds()).containsExactly(ViolationKind.LEAK);
        });
    }
}
