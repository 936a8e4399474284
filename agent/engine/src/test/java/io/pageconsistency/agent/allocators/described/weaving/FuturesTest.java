package io.pageconsistency.agent.allocators.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;

/** What is handed out before it is there. */
class FuturesTest extends WovenPools {
    @Test
    void aFutureHandsOutWhenItIsCompleted() throws Exception {
        describe("waiting", "Waiting", """
                hand-out: acquire()
                take-back: release(ByteBuffer)
                """);
        SamplePools.Waiting pool = kept(new SamplePools.Waiting());
        ByteBuffer buffer = pool.acquire().join();
        CompletableFuture<ByteBuffer> second = pool.acquire();
        CompletableFuture<ByteBuffer> third = pool.acquire();
        CompletableFuture<Void> chain = second.thenAccept(pool::release);
        assertThat(heldNow()).isEqualTo(1);
        pool.release(buffer);

        assertThat(chain).isDone();
        assertThat(third).isCompletedWithValue(buffer);
        assertThat(heldNow()).isEqualTo(1);
        pool.acquire().cancel(false);
        pool.waiting.clear();
        pool.release(third.join());
        assertThat(heldNow()).isZero();
        assertThat(handedOut()).isEqualTo(3);
        assertThat(found()).isEmpty();
        pool.release(buffer);
        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    private static final String OF_TASKS = """
            hand-out: acquire()
            take-back: release(ByteBuffer)
            """;

    /** One that does not tell when it is completed is asked before anything else crosses. */
    @Test
    void aPlainFutureHandsOutToo() throws Exception {
        describe("tasks", "Tasks", OF_TASKS);
        SamplePools.Tasks pool = kept(new SamplePools.Tasks());
        FutureTask<ByteBuffer> first = pool.acquire();
        pool.acquire().cancel(false);
        assertThat(handedOut()).isZero();
        first.run();
        pool.release(first.get());
        assertThat(handedOut()).isEqualTo(1);
        assertThat(heldNow()).isZero();
        assertThat(found()).isEmpty();
        pool.release(first.get());

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
    }

    /** Whoever dropped it has dropped the memory as well, and the pool has lost it. */
    @Test
    void aPlainFutureIsNotForgottenWithItsUser() throws Exception {
        describe("dropped", "Tasks", OF_TASKS);
        SamplePools.Tasks pool = kept(new SamplePools.Tasks());
        pool.acquire().run();
        System.gc();
        pool.acquire();

        assertThat(heldNow()).isEqualTo(1);
    }

    @Test
    void aThreadThatIsToBeInterruptedStaysSo() throws Exception {
        describe("interrupted", "Tasks", OF_TASKS);
        SamplePools.Tasks pool = kept(new SamplePools.Tasks());
        FutureTask<ByteBuffer> task = pool.acquire();
        task.run();
        ByteBuffer buffer = task.get();
        Thread.currentThread().interrupt();
        pool.release(buffer);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(handedOut()).isEqualTo(1);
        assertThat(found()).isEmpty();
    }

    @Test
    void aFutureThatFailsHandsOutNothing() throws Exception {
        describe("failed", "Tasks", OF_TASKS);
        SamplePools.Tasks pool = kept(new SamplePools.Tasks());
        pool.free.clear();
        FutureTask<ByteBuffer> task = pool.acquire();
        task.run();
        // Before anything else crosses the first one is asked.
        pool.acquire();

        assertThatThrownBy(task::get).isInstanceOf(ExecutionException.class);
        assertThat(handedOut()).isZero();
    }
}
