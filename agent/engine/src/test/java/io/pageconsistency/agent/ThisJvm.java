package io.pageconsistency.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.LedgerListener;

/**
 * The checker of this JVM, which woven code calls, and what it finds during one test.
 *
 * <p>Woven code calls static methods, so all tests that weave share this checker. Each test clears it first, and counts from zero
 * what it hears itself. All other tests create their own {@link Checker}.
 */
public final class ThisJvm implements LedgerListener {
    private final Checker checker = Checker.ofThisJvm(MethodHandles.lookup());
    private final List<Violation> findings = new CopyOnWriteArrayList<>();
    private final long handOutsBefore;

    private ThisJvm() {
        checker.prepare();
        checker.regions().uninstall();
        ledger().clear();
        handOutsBefore = ledger().transfers().handOuts();
        ledger().reports().add(this);
    }

    /** Clears the checker and starts to listen. The test must call {@link #leave} at its end. */
    public static ThisJvm cleared() {
        return new ThisJvm();
    }

    /** Clears everything, and asserts that no error of the agent has been swallowed. */
    public void leave() {
        ledger().reports().remove(this);
        Throwable error = ledger().reports().firstSwallowedError();
        long errors = ledger().reports().swallowedErrors();
        ledger().clear();
        assertThat(error).isNull();
        assertThat(errors).isZero();
    }

    @Override
    public void violation(Violation violation) {
        findings.add(violation);
    }

    public Checker checker() {
        return checker;
    }

    public Ledger ledger() {
        return checker.ledger();
    }

    /** Returns all findings, in their order. */
    public List<Violation> findings() {
        return findings;
    }

    /** Returns the number of violations of each kind, without follow-ups. */
    public Map<ViolationKind, Long> violations() {
        Map<ViolationKind, Long> violations = new EnumMap<>(ViolationKind.class);
        for (Violation each : findings) {
            if (each.isCounted()) {
                violations.merge(each.kind(), 1L, Long::sum);
            }
        }
        return violations;
    }

    /** Returns the number of hand-outs. */
    public long handOuts() {
        return ledger().transfers().handOuts() - handOutsBefore;
    }

    public long pagesHeld() {
        return ledger().regions().stream().mapToLong(Region::pagesHeld).sum();
    }
}
