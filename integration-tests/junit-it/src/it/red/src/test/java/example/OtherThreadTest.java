package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

class OtherThreadTest {
    @Test
    void byAnotherThread() throws InterruptedException {
        Thread other = new Thread(BrokenPool::freeTwice, "the guilty one");
        other.start();
        other.join();
    }

    @Test
    void healthy() {
    }
}
