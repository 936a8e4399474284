package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Passes; what it leaves behind does something when everything is over. */
class LateTest {
    @Test
    void leavesSomethingBehind() {
        Runtime.getRuntime().addShutdownHook(new Thread(BrokenPool::freeTwice, "after the last test"));
    }
}
