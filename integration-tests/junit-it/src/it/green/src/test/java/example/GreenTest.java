package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.BrokenPool;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.Mode;
import io.pageconsistency.PageConsistency;
import io.pageconsistency.Violation;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;
import io.pageconsistency.junit.IgnoreViolations;
import io.pageconsistency.junit.NoLeaks;
import io.pageconsistency.junit.PageConsistencyProbe;

class GreenTest {
    private static final PooledByteBufAllocator POOL = BrokenPool.healthy();

    @BeforeAll
    static void held(PageConsistencyProbe probe) {
        POOL.directBuffer(100_000);
        assertEquals(1, probe.taken().size());
    }

    @Test
    void usesAPool(PageConsistencyProbe probe) {
        long before = probe.allocations();
        POOL.directBuffer(1_000).release();
        assertEquals(before + 1, probe.allocations());
        assertTrue(probe.regions() > 0);
        assertEquals(Mode.PRODUCTION, PageConsistency.mode());
        assertEquals(List.of(), probe.violations());
        assertEquals(0, probe.validate().getDamaged());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 10_000, 1_000_000})
    @NoLeaks
    void givesBackWhatItTook(int size) {
        POOL.directBuffer(size).release();
    }

    @RepeatedTest(2)
    @NoLeaks
    void hasItGivenBackByAnother(PageConsistencyProbe probe) {
        ByteBuf buffer = POOL.directBuffer(70_000);
        assertEquals(1, probe.taken().size());
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(buffer::release);
        probe.awaitReleased(Duration.ofMinutes(1));
    }

    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void provokesAViolation(PageConsistencyProbe probe) {
        BrokenPool.freeTwice();
        assertEquals(List.of(ViolationKind.DOUBLE_FREE), probe.violations().stream().map(Violation::kind).toList());
    }

    @Test
    @ExpectViolation(value = ViolationKind.DOUBLE_FREE, count = 2, graceMillis = 60_000)
    @ExpectViolation(ViolationKind.REGION_CLOSED_IN_USE)
    void provokesSeveralOfWhichOneComesLate() {
        BrokenPool.freeTwice();
        BrokenPool.closeInUse();
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(BrokenPool::freeTwice);
    }

    @Test
    @IgnoreViolations("it is known to be broken")
    void hasItsViolationsIgnored() {
        BrokenPool.freeTwice();
    }

    @TestFactory
    Stream<DynamicTest> dynamicTests() {
        return Stream.of("one", "two").map(name -> DynamicTest.dynamicTest(name, () -> POOL.directBuffer(5).release()));
    }
}
