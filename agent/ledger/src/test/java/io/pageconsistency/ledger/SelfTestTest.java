package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Test;

class SelfTestTest {
    @Test
    void nothingGoesUnseenAndNothingLeavesATrace() {
        long before = Ledger.ofThisJvm(MethodHandles.lookup()).reports().violations();

        assertThat(SelfTest.failures()).isEmpty();
        assertThat(Ledger.ofThisJvm(MethodHandles.lookup()).reports().violations()).isEqualTo(before);
        assertThat(Ledger.ofThisJvm(MethodHandles.lookup()).regions().seen("self-test")).isFalse();
    }
}
