package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SelfTestTest {
    @Test
    void nothingGoesUnseenAndNothingLeavesATrace() {
        long before = Ledger.ofThisJvm().reports().violations();

        assertThat(SelfTest.failures()).isEmpty();
        assertThat(Ledger.ofThisJvm().reports().violations()).isEqualTo(before);
        assertThat(Ledger.ofThisJvm().seen("self-test")).isFalse();
    }
}
