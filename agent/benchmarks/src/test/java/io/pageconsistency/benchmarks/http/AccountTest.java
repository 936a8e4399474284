package io.pageconsistency.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountTest {
    private static final Account BEFORE = new Account(true, 3, 1_000, 0);
    private static final Account BARE = new Account(false, 0, 0, 0);

    @Test
    void crossesAsALine() {
        Account account = new Account(true, 12, 34, 5);

        assertThat(Account.of(account.line())).isEqualTo(account);
    }

    @Test
    void acceptsWhatWasCheckedAndWhatWasNot() {
        assertThatCode(() -> new Account(true, 1, 1_100, 0).verify(BEFORE, 100, true)).doesNotThrowAnyException();
        assertThatCode(() -> BARE.verify(BARE, 100, false)).doesNotThrowAnyException();
    }

    /** After a hundred operations: too few frees, nothing held, something found, or the agent gone. */
    @ParameterizedTest
    @CsvSource({"true, 1, 1099, 0", "true, 0, 1100, 0", "true, 1, 1100, 1", "false, 1, 1100, 0"})
    void refusesWhatWasNotChecked(boolean active, long held, long frees, long faults) {
        assertThatIllegalStateException().isThrownBy(() -> new Account(active, held, frees, faults).verify(BEFORE, 100, true));
    }

    @Test
    void refusesWhatWasNotToBeCheckedAndWhatDidNotHappen() {
        assertThatIllegalStateException().isThrownBy(() -> new Account(true, 1, 1_100, 0).verify(BEFORE, 100, false));
        assertThatIllegalStateException().isThrownBy(() -> BARE.verify(BARE, 0, false));
    }
}
