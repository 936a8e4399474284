package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.netty.buffer.PooledByteBufAllocator;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;
import io.pageconsistency.junit.NoLeaks;

/** What must be sure whose violation, or memory, it is runs alone, also among its likes. */
class AloneTest {
    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void expects() throws Exception {
        inAnotherThread(BrokenPool::freeTwice);
    }

    @Test
    @ExpectViolation(ViolationKind.REGION_CLOSED_IN_USE)
    void expectsAnotherKind() throws Exception {
        inAnotherThread(BrokenPool::closeInUse);
    }

    @Test
    void takesAllTheTime() {
        PooledByteBufAllocator pool = BrokenPool.healthy();
        for (int i = 0; i < 10_000; i++) {
            pool.directBuffer(70_000).release();
        }
    }

    @Test
    @NoLeaks(graceMillis = 0)
    void leaksNothing() {
        BrokenPool.healthy().directBuffer(70_000).release();
    }

    private static void inAnotherThread(Runnable task) throws InterruptedException {
        Thread other = new Thread(task);
        other.start();
        other.join();
    }
}
