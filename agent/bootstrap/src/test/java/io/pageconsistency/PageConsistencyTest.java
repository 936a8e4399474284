package io.pageconsistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.PoolHooks;

/** The static API, with operations reported by woven code. */
class PageConsistencyTest {
    private static final long PAGE = 8_192;
    private static final Long ADDRESS = 1L << 44;

    private final Checker ofThisJvm = ThisJvm.cleared();
    private final Object chunk = new Object();
    private final List<Violation> violations = new ArrayList<>();
    private final ViolationListener listener = violations::add;

    @BeforeEach
    void listen() {
        ofThisJvm.regions().install(memory -> memory instanceof Long address ? address : 0);
        PageConsistency.addListener(listener);
        PoolHooks.opened("hooked", chunk, ADDRESS, 0, 64 * PAGE, PAGE, true);
    }

    @AfterEach
    void leaveNothingBehind() {
        PageConsistency.removeListener(listener);
        ofThisJvm.regions().uninstall();
        assertThat(PageConsistency.isActive()).isFalse();
    }

    private void allocate() {
        PoolHooks.reserved(chunk, 3, 10);
        PoolHooks.handedOut(chunk, 3, 10, 3 * PAGE, 10 * PAGE);
    }

    @Test
    void aHealthyHandOutIsCounted() {
        long allocations = PageConsistency.allocations();
        assertThat(PageConsistency.isActive()).isTrue();
        assertThat(PageConsistency.regions()).isEqualTo(1);
        allocate();
        PoolHooks.reserved(chunk, 20, 1);
        PoolHooks.slotReserved(chunk, 20, 1, 8, PAGE / 8, 2);
        PoolHooks.slotHandedOut(chunk, 20, 1, 2, 20 * PAGE + 2 * PAGE / 8, PAGE / 8);
        assertThat(PageConsistency.pagesReserved()).isEqualTo(11);
        assertThat(PageConsistency.pagesHeld()).isEqualTo(11);
        assertThat(PageConsistency.holdings()).hasSize(2);
        assertThat(PageConsistency.check(ADDRESS)).isEqualTo(CheckResult.OK);
        PoolHooks.slotTakingBack(chunk, 20, 1, 2);
        PoolHooks.slotReleasing(chunk, 20, 1, 2);
        PoolHooks.releasing(chunk, 20, 1);
        PoolHooks.takingBack(chunk, 3, 10);
        PoolHooks.releasing(chunk, 3, 10);
        assertThat(PageConsistency.pagesHeld()).isZero();
        assertThat(PageConsistency.pagesReserved()).isZero();
        assertThat(PageConsistency.validate().getDamaged()).isZero();
        PoolHooks.closing(chunk);
        assertThat(PageConsistency.regions()).isZero();
        assertThat(PageConsistency.check(ADDRESS)).isEqualTo(CheckResult.NOT_TRACKED);
        assertThat(PageConsistency.allocations()).as("since the virtual machine has begun").isEqualTo(allocations + 2);
        assertThat(violations).isEmpty();
        assertThat(PageConsistency.swallowedErrors()).isZero();
        assertThat(ofThisJvm.regions().untracked()).isZero();
    }

    @Test
    void findingsReachTheProgramsListener() {
        allocate();
        for (int i = 0; i < 3; i++) {
            PoolHooks.takingBack(chunk, 3, 10);
        }
        assertThat(violations).extracting(Violation::kind)
                .containsExactly(ViolationKind.DOUBLE_FREE, ViolationKind.DOUBLE_FREE);
        assertThat(PageConsistency.report(violations.get(0))).contains("DOUBLE_FREE");
        assertThat(PageConsistency.violations()).isPositive();
        assertThat(PageConsistency.violations(ViolationKind.DOUBLE_FREE)).isPositive();
        assertThat(PageConsistency.followUps()).isPositive();
        PageConsistency.removeListener(listener);
        PoolHooks.takingBack(chunk, 3, 10);
        assertThat(violations).hasSize(2);
        assertThat(PageConsistency.swallowedErrors()).isZero();
    }

    @Test
    void anErrorOfTheAgentIsCounted() {
        PoolHooks.opened("hooked", chunk, ADDRESS, 0, 0, PAGE, true);
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(1);
        assertThat(PageConsistency.firstSwallowedError()).isNotNull();
        assertThatThrownBy(() -> PoolHooks.swallow(new StackOverflowError())).isInstanceOf(StackOverflowError.class);
        PoolHooks.swallow(new IllegalStateException());
        assertThat(PageConsistency.swallowedErrors()).isEqualTo(3);
    }
}
