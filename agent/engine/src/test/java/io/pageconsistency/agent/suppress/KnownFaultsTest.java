package io.pageconsistency.agent.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.Operation;
import io.pageconsistency.Party;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.output.console.elsewhere.Elsewhere;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.report.Incident;

class KnownFaultsTest {
    private static final String HERE = "io.pageconsistency.agent.output.console.elsewhere.Elsewhere.calls";

    private final Ledger ledger = new Ledger();
    private final List<String> problems = new ArrayList<>();
    @TempDir
    private Path directory;

    @BeforeEach
    void namesThePool() {
        ledger.reports().poolClasses().of("pool").type(getClass().getName());
    }

    private KnownFaults known(String... lines) throws IOException {
        Path file = directory.resolve("known.txt");
        Files.write(file, List.of(lines));
        return KnownFaults.read(file, problems);
    }

    private Violation found() {
        return found(null);
    }

    private Violation found(Party freedBy) {
        return Elsewhere.calls(() -> ledger.report(Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK)
                .in("pool", 1, "region 1").withFreedBy(freedBy)));
    }

    private boolean silences(String rule) throws IOException {
        Ledger fresh = new Ledger();
        fresh.reports().poolClasses().of("pool").type(getClass().getName());
        fresh.reports().faults().suppress(known(rule));
        assertThat(problems).isEmpty();
        return Elsewhere.calls(() -> fresh.report(Incident.of(ViolationKind.DOUBLE_FREE, Operation.TAKE_BACK)
                .in("pool", 1, "region 1"))).isSuppressed();
    }

    @Test
    void matchesEachKeyOfALine() throws IOException {
        assertThat(silences("kind=DOUBLE_FREE")).isTrue();
        assertThat(silences("kind=LEAK")).isFalse();
        assertThat(silences("pool=po*")).isTrue();
        assertThat(silences("pool=po")).isFalse();
        assertThat(silences("frame=" + HERE)).isTrue();
        assertThat(silences("frame=io.pageconsistency.*.calls")).isTrue();
        assertThat(silences("frame=*Elsewhere.calls:*")).isTrue();
        assertThat(silences("frame=Elsewhere.calls")).isFalse();
        assertThat(silences("kind=DOUBLE_FREE   pool=pool frame=*.calls")).isTrue();
        assertThat(silences("kind=DOUBLE_FREE pool=other")).isFalse();
        assertThat(silences("# kind=DOUBLE_FREE")).isFalse();
        assertThat(silences("\ufeffkind=DOUBLE_FREE")).isTrue();
    }

    @Test
    void aFingerprintIsThatOfTheReport() throws IOException {
        Party freedBy = Elsewhere.calls(Party::new);
        String fingerprint = found(freedBy).fingerprint();

        assertThat(fingerprint).hasSize(21);
        // The earlier party is not on record here, so the fingerprint has no part for it.
        assertThat(silences("fingerprint=" + fingerprint)).isTrue();
        assertThat(silences("fingerprint=" + fingerprint.substring(0, 12))).isTrue();
        assertThat(silences("fingerprint=000000000000")).isFalse();
    }

    @Test
    void namesListedFaultsThatDidNotOccur() throws IOException {
        KnownFaults known = known("# since May", "", "kind=DOUBLE_FREE", "kind=LEAK pool=other");
        ledger.reports().faults().suppress(known);
        found();

        assertThat(ledger.reports().suppressed()).isEqualTo(1);
        assertThat(known.notMet()).containsExactly("  suppressed    " + directory.resolve("known.txt")
                + ":4 (kind=LEAK pool=other) did not occur in this run");
    }

    @Test
    void mistakesAreNamedWithTheirPlaces() throws IOException {
        known("kind=DOUBLE", "colour=red", "kind=LEAK kind=LEAK", "fingerprint=xyz", "frame=", "kind");

        assertThat(problems).hasSize(6).allMatch(problem -> problem.contains("; allowed: "));
        assertThat(problems.get(0)).startsWith(directory.resolve("known.txt") + ":1: 'kind' cannot be 'DOUBLE'; allowed: DOUBLE_ALLOC, ");
        assertThat(problems.get(1)).contains(":2: 'colour' is not a key of a known fault; allowed: fingerprint=…, kind=…, pool=…, frame=…");
        assertThat(problems.get(2)).contains(":3: 'kind' is given twice");
        assertThat(problems.get(3)).contains(":4: 'fingerprint' cannot be 'xyz'");
        assertThat(problems.get(4)).contains(":5: 'frame' cannot be ''");
        assertThat(problems.get(5)).contains(":6: 'kind' cannot be ''");
    }
}
