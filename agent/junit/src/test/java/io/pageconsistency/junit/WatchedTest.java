package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.pageconsistency.Extent;
import io.pageconsistency.Holding;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;
import io.pageconsistency.report.PoolClasses;

class WatchedTest {
    private static final long PAGE = 8_192;
    private static final long ADDRESS = 1L << 40;

    @NoLeaks(graceMillis = 0)
    private static class WithoutLeaks {
        void test() {
        }
    }

    private static final class WithoutLeaksToo extends WithoutLeaks {
    }

    @IgnoreViolations("they are known")
    private static class Ignoring {
    }

    private static final class IgnoringToo extends Ignoring {
    }

    private static final class Ordinary {
        void test() {
        }

        @IgnoreViolations("it is known")
        void ignores() {
        }

        @ExpectViolation(value = ViolationKind.LEAK, graceMillis = 0)
        void expectsALeak() {
        }

        @ExpectViolation(value = ViolationKind.DOUBLE_FREE, graceMillis = 0)
        void expectsADoubleFree() {
        }
    }

    private final List<String> published = new ArrayList<>();
    private final Ledger ledger = Checker.ofThisJvm(MethodHandles.lookup()).ledger();
    private final Region region = ledger.open("test", this, new Geometry(ADDRESS, 0, 64 * PAGE, PAGE, true), true);
    private final Checking checking = Checking.begin(new Settings(false, null, null));

    @AfterEach
    void end() {
        ledger.regions().replace(region);
    }

    /** A context with only as much of a class or a method as the extension asks for. */
    private ExtensionContext context(Class<?> type, AnnotatedElement element, ExtensionContext parent) {
        return (ExtensionContext) Proxy.newProxyInstance(WatchedTest.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getElement" -> Optional.of(element);
                    case "getParent" -> Optional.ofNullable(parent);
                    case "getTestClass" -> Optional.of(type);
                    case "getTestMethod" -> Optional.empty();
                    case "getUniqueId", "getDisplayName" -> element.toString();
                    case "publishReportEntry" -> published.add(arguments[0] + " = " + arguments[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Watched watch(Class<?> type) {
        return Watched.begin(checking, context(type, type, null), null);
    }

    private Watched watch(Class<?> type, String test, Watched around) throws Exception {
        return Watched.begin(checking, context(type, type.getDeclaredMethod(test), context(type, type, null)), around);
    }

    private void take(long page) {
        ledger.reserve(region, page, 1);
        ledger.handOut(region, page, 1, page * PAGE, PAGE);
    }

    private Holding held(long page) {
        return PageConsistency.holdings().stream().filter(each -> each.regionId() == region.id() && each.extent().page() == page)
                .findFirst().orElseThrow();
    }

    /** Reports a leak as the garbage collector's thread does, at some later time. */
    private void isFoundLost(Holding lost) {
        checking.blame().onViolation(new Violation(Incident.of(ViolationKind.LEAK, Operation.CLOSE)
                .in("test", lost.regionId(), "region").at(lost.extent()).withAllocatedBy(lost.holder()), 0,
                PoolClasses.unknown()));
    }

    private void handOut(long page) {
        ledger.handOut(region, page, 1, page * PAGE, PAGE);
    }

    private void freeTwice(long page) {
        ledger.takeBack(region, page, 1);
        ledger.takeBack(region, page, 1);
    }

    /** The tests of a class share a pool. Since the first test the pool has page 1 twice. */
    @Test
    void aFollowUpOfAnEarlierTestsExpectedViolationFailsALaterTest() throws Exception {
        Watched type = watch(Ordinary.class);
        Watched expecting = watch(Ordinary.class, "expectsADoubleFree", type);
        take(1);
        freeTwice(1);
        expecting.close();
        Watched later = watch(Ordinary.class, "test", type);
        handOut(1);
        handOut(1);

        assertThatThrownBy(later::close).isInstanceOf(PageConsistencyFailure.class).hasMessageContaining("DOUBLE_ALLOC")
                .hasMessageContaining("follows from #");
        type.close();
    }

    @Test
    void theSameFaultFailsEachTestWithIt() throws Exception {
        Watched type = watch(Ordinary.class);
        for (int i = 0; i < 2; i++) {
            Watched test = watch(Ordinary.class, "test", type);
            if (i == 0) {
                take(1);
            } else {
                handOut(1);
            }
            freeTwice(1);
            assertThatThrownBy(test::close).isInstanceOf(PageConsistencyFailure.class).hasMessageContaining("DOUBLE_FREE");
        }
        type.close();
    }

    @Test
    void aFollowUpOfATestsOwnViolationIsNotCounted() throws Exception {
        Watched type = watch(Ordinary.class);
        Watched expecting = watch(Ordinary.class, "expectsADoubleFree", type);
        take(1);
        freeTwice(1);
        handOut(1);
        handOut(1);
        expecting.close();
        type.close();
    }

    @Test
    void memoryThatATestKeepsFailsOnlyTheTest() throws Exception {
        Watched type = watch(WithoutLeaks.class);
        Watched test = watch(WithoutLeaks.class, "test", type);
        take(1);

        assertThatThrownBy(test::close).isInstanceOf(PageConsistencyFailure.class).hasMessageContaining("page 1,");
        type.close();
    }

    @Test
    void memoryThatAClassKeepsFailsTheClass() throws Exception {
        Watched type = watch(WithoutLeaks.class);
        take(1);
        watch(WithoutLeaks.class, "test", type).close();

        assertThatThrownBy(type::close).isInstanceOf(PageConsistencyFailure.class).hasMessageContaining("page 1,");
    }

    @Test
    void annotationsOfAClassApplyToSubclasses() {
        Watched ignoring = watch(IgnoringToo.class);
        checking.blame().onViolation(Found.violation(ViolationKind.DOUBLE_FREE));
        ignoring.close();
        Watched type = watch(WithoutLeaksToo.class);
        take(1);

        assertThatThrownBy(type::close).isInstanceOf(PageConsistencyFailure.class).hasMessageContaining("page 1,");
    }

    /** Earlier tests have left memory held when this test begins. */
    @Test
    void aLeakOfMemoryHeldBeforeIsNotTheTests() throws Exception {
        take(1);
        Watched type = watch(WithoutLeaks.class);
        Watched test = watch(WithoutLeaks.class, "test", type);
        isFoundLost(held(1));
        test.bodyEnded();
        test.close();

        type.close();
    }

    @Test
    void aLeakBelongsToTheScopeThatTookTheMemory() throws Exception {
        Watched type = watch(WithoutLeaks.class);
        take(1);
        Watched test = watch(WithoutLeaks.class, "test", type);
        Holding lost = held(1);
        isFoundLost(lost);
        test.close();
        ledger.takeBack(region, 1, 1);

        assertThatThrownBy(type::close).isInstanceOf(PageConsistencyFailure.class).hasMessageContaining("LEAK #0");
    }

    @Test
    void aLeakOfMemoryThatTheTestTookIsItsOwn() throws Exception {
        Watched test = watch(WithoutLeaks.class, "test", null);
        take(1);
        isFoundLost(held(1));
        ledger.takeBack(region, 1, 1);

        assertThatThrownBy(test::bodyEnded).isInstanceOf(PageConsistencyFailure.class).hasMessageContaining("LEAK #0");
        test.close();
    }

    @Test
    void anotherScopesLeakDoesNotFulfilAnExpectation() throws Exception {
        take(1);
        Watched test = watch(Ordinary.class, "expectsALeak", null);
        take(2);
        isFoundLost(held(1));
        isFoundLost(held(2));

        test.close();
    }

    @Test
    void ignoredViolationsAreInTheReportOfTheTest() throws Exception {
        Watched test = watch(Ordinary.class, "ignores", null);
        checking.blame().onViolation(Found.violation(ViolationKind.DOUBLE_FREE));
        test.bodyEnded();
        test.close();

        assertThat(published).containsExactly("page-consistency = 1 violation ignored: it is known");
        assertThat(test.expects(null)).isTrue();
    }

    @Test
    void suspectsFailNoTest() throws Exception {
        Watched test = watch(Ordinary.class, "test", null);
        checking.blame().onViolation(Found.violation(Incident.of(ViolationKind.STALE_FREE, Operation.TAKE_BACK)
                .in("test", 1, "region").at(new Extent(1, 1, Extent.NO_SLOT, ADDRESS, PAGE)).suspected()));

        test.bodyEnded();
        test.close();
    }
}
