package example;


import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** The last class, of which something goes on when all tests are over. */
class ZLastTest {
    @Test
    void leavesSomethingBehind() {
        Runtime.getRuntime().addShutdownHook(new Thread(BrokenPool::freeTwice, "after the last test"));
    }
}
