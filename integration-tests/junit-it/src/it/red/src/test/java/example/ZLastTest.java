package example;


import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** The last class. It leaves a shutdown hook that makes a fault after all tests. */
class ZLastTest {
    @Test
    void leavesSomethingBehind() {
        Runtime.getRuntime().addShutdownHook(new Thread(BrokenPool::freeTwice, "after the last test"));
    }
}
