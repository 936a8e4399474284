package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.pageconsistency.Violation;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.report.LedgerListener;

class SelfTestTest {
    @Test
    void passesAndLeavesNoTrace() {
        Ledger ofThisJvm = Checker.ofThisJvm(MethodHandles.lookup()).ledger();
        List<Violation> told = new ArrayList<>();
        LedgerListener listener = new LedgerListener() {
            @Override
            public void violation(Violation violation) {
                told.add(violation);
            }
        };
        ofThisJvm.reports().add(listener);

        assertThat(SelfTest.failures()).isEmpty();
        ofThisJvm.reports().remove(listener);
        assertThat(told).isEmpty();
        assertThat(ofThisJvm.regions().seen("self-test")).isFalse();
    }
}
