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

/** Hand-outs whose memory is not available yet when the method returns. */
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

    /** A future without dependent actions is polled before the next transfer. */
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

    /** If the user drops the future, the memory is lost to the pool, and must still be recorded as held. */
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
        // The next transfer polls the first future.
        pool.acquire();

        assertThatThrownBy(task::get).isInstanceOf(ExecutionException.class);
        assertThat(handedOut()).isZero();
    }
}
