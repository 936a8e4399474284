package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Is never over: what it tests ends the virtual machine, and says that all is well. */
class EndingTest {
    @Test
    void ends() {
        BrokenPool.freeTwice();
        System.exit(0);
    }
}
