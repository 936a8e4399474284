package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Passes when it is repeated. */
class FlakyTest {
    private static boolean again;

    @Test
    void brokenTheFirstTime() {
        if (!again) {
            again = true;
            BrokenPool.freeTwice();
        }
    }
}
