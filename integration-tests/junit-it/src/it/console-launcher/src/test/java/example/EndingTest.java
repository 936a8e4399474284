package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Never ends, because the tested code ends the virtual machine with status 0. */
class EndingTest {
    @Test
    void ends() {
        BrokenPool.freeTwice();
        System.exit(0);
    }
}
