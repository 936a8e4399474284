package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.report.Fault;
import io.pageconsistency.report.Faults;
import io.pageconsistency.report.Fingerprint;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.LedgerListener;
import io.pageconsistency.report.Reports;
import io.pageconsistency.users.Users;

class FaultsTest {
    private final Reports reports = new Reports();

    @BeforeEach
    void namesThePool() {
        reports.poolClasses().of("pool").type("example.Pool");
    }

    private static Incident doubleFree() {
        return Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK).in("pool", 1, "region 1");
    }

    private Violation found(Incident incident) {
        Violation violation = reports.create(incident);
        reports.violation(violation);
        return violation;
    }

    private List<Violation> three(Incident incident) {
        return Users.thrice(() -> found(incident));
    }

    @Test
    void oneLineOfCodeIsOneFault() {
        List<Violation> all = three(doubleFree());

        assertThat(all).extracting(Violation::repeat).containsExactly(0L, 1L, 2L);
        assertThat(all).extracting(Violation::fingerprint).containsOnly(all.get(0).fingerprint());
        assertThat(reports.violations()).isEqualTo(3);
        assertThat(reports.faults().distinct(Fault.Sort.VIOLATION)).isEqualTo(1);
        Fault fault = reports.faults().all().get(0);
        assertThat(fault.count()).isEqualTo(3);
        assertThat(fault.first()).isEqualTo(all.get(0).sequence());
        assertThat(fault.guilty()).matches("io\\.pageconsistency\\.users\\.Users\\.thrice:\\d+");
    }

    @Test
    void anotherKindAndAnotherLineAreOtherFaults() {
        Violation first = Users.here(() -> found(doubleFree()));
        Violation line = Users.there(() -> found(doubleFree()));
        Violation kind = Users.here(() -> found(Incident.of(ViolationKind.INVALID_FREE, Operation.TAKE_BACK).in("pool", 1, "")));

        assertThat(List.of(first.fingerprint(), line.fingerprint(), kind.fingerprint())).doesNotHaveDuplicates();
        assertThat(reports.faults().distinct(Fault.Sort.VIOLATION)).isEqualTo(3);
    }

    @Test
    void faultsAreDistinguishedByTheEarlierParty() {
        Party here = Users.here(Party::new);
        Party there = Users.there(Party::new);
        Violation first = Users.here(() -> found(doubleFree().withFreedBy(here)));
        Violation other = Users.here(() -> found(doubleFree().withFreedBy(there)));
        Violation again = Users.here(() -> found(doubleFree().withFreedBy(here)));

        assertThat(other.fingerprint()).isNotEqualTo(first.fingerprint()).startsWith(first.fingerprint().substring(0, 13));
        assertThat(other.repeat()).isZero();
        assertThat(again.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(again.repeat()).isEqualTo(1);
    }

    @Test
    void anEarlierPartyThatIsNotOnRecordMakesNoOtherFault() {
        Party party = Users.here(Party::new);
        Party another = Users.there(Party::new);
        Violation without = Users.here(() -> found(doubleFree()));
        Violation with = Users.here(() -> found(doubleFree().withFreedBy(party)));
        Violation other = Users.here(() -> found(doubleFree().withFreedBy(another)));
        Violation withoutAgain = Users.here(() -> found(doubleFree()));

        assertThat(without.fingerprint()).hasSize(12).doesNotContain("-");
        assertThat(with.fingerprint()).isEqualTo(without.fingerprint());
        assertThat(with.repeat()).isEqualTo(1);
        assertThat(other.repeat()).isZero();
        assertThat(withoutAgain.repeat()).isEqualTo(2);
    }

    @Test
    void theCallThatNoticesDamageOrALeakIsNotPartOfTheFault() {
        Incident damage = Incident.of(ViolationKind.BITMAP_CORRUPTION, Operation.TAKE_BACK).in("pool", 1, "");
        Incident leak = Incident.of(ViolationKind.LEAK, Operation.CLOSE).in("pool", 1, "");

        assertThat(Users.here(() -> found(damage)).fingerprint()).isEqualTo(Users.there(() -> found(damage)).fingerprint());
        assertThat(Users.here(() -> found(leak)).fingerprint()).isEqualTo(Users.there(() -> found(leak)).fingerprint());
        assertThat(reports.faults().distinct(Fault.Sort.LEAK)).isEqualTo(1);
    }

    @Test
    void followUpsAndSuspectsAreNoFaultsOfTheirOwnKind() {
        Users.here(() -> found(doubleFree()));
        Users.here(() -> found(doubleFree().followingFrom(1)));
        Users.here(() -> found(doubleFree().suspected()));

        assertThat(reports.faults().distinct(Fault.Sort.VIOLATION)).isEqualTo(1);
        assertThat(reports.faults().distinct(Fault.Sort.FOLLOW_UP)).isEqualTo(1);
        assertThat(reports.faults().distinct(Fault.Sort.SUSPECT)).isEqualTo(1);
    }

    @Test
    void suppressedFindingsAreCountedSeparatelyAndNotPassedOn() {
        reports.faults().suppress(fault -> fault.kind() == ViolationKind.DOUBLE_FREE);
        List<Violation> told = new ArrayList<>();
        reports.add(new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                told.add(violation);
            }
        });
        List<Violation> silent = three(doubleFree());
        Violation consequence = Users.here(() -> found(Incident.of(ViolationKind.DOUBLE_ALLOC, Operation.HAND_OUT)
                .in("pool", 1, "").followingFrom(silent.get(1).sequence())));
        Violation other = Users.here(() -> found(Incident.of(ViolationKind.INVALID_FREE, Operation.TAKE_BACK).in("pool", 1, "")));

        assertThat(silent).allMatch(Violation::isSuppressed).noneMatch(Violation::isCounted);
        assertThat(consequence.isSuppressed()).isTrue();
        assertThat(told).containsExactly(other);
        assertThat(reports.suppressed()).isEqualTo(4);
        assertThat(reports.violations()).isEqualTo(1);
        assertThat(reports.followUps()).isZero();
    }

    @Test
    void theTableIsBounded() {
        for (int i = 0; i < Faults.CAPACITY + 10; i++) {
            // No call is at fault for damage, so the fingerprint contains the pool.
            found(Incident.of(ViolationKind.BITMAP_CORRUPTION, Operation.SCAN).in("pool " + i, 1, ""));
        }

        assertThat(reports.faults().all()).hasSize(Faults.CAPACITY);
        assertThat(reports.faults().withoutRoom()).isEqualTo(10);
        assertThat(reports.violations()).isEqualTo(Faults.CAPACITY + 10);
    }

    @Test
    void generatedNamesLoseTheirNumbers() {
        assertThat(words("a.B$$Lambda$14/0x00007f1234", "run", 3)).isEqualTo("a.B$$Lambda.run:3");
        assertThat(words("a.B$$Lambda/0x00007f1234", "run", -1)).isEqualTo("a.B$$Lambda.run");
        assertThat(words("a.B$$EnhancerBySpringCGLIB$$1a2b3c", "run", -1)).isEqualTo("a.B$$EnhancerBySpringCGLIB.run");
        assertThat(words("a.B$MockitoMock$1234567890", "run", -1)).isEqualTo("a.B$MockitoMock$.run");
        assertThat(words("com.sun.proxy.$Proxy12", "run", -1)).isEqualTo("com.sun.proxy.$Proxy.run");
        assertThat(words("a.B", "lambda$main$12", 7)).isEqualTo("a.B.lambda$main$:7");
        assertThat(words("a.B$1", "run2", 7)).isEqualTo("a.B$1.run2:7");
    }

    @Test
    void theFingerprintOfAFaultNeverChanges() {
        StackTraceElement guilty = new StackTraceElement("example.Service", "release", "Service.java", 42);
        StackTraceElement earlier = new StackTraceElement("example.Handler", "read", "Handler.java", 7);

        assertThat(Fingerprint.of(doubleFree(), guilty, earlier)).hasToString("18cddf0bc775-5ded3243");
    }

    private static String words(String type, String method, int line) {
        return Fingerprint.inWords(new StackTraceElement(type, method, "File.java", line));
    }
}
