package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Passes, but leaves a shutdown hook that makes a fault after the last test. */
class LateTest {
    @Test
    void leavesSomethingBehind() {
        Runtime.getRuntime().addShutdownHook(new Thread(BrokenPool::freeTwice, "after the last test"));
    }
}
