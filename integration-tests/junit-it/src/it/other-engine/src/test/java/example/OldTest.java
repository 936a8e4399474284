package example;

import static org.junit.Assert.assertThrows;

import org.junit.Test;

import io.netty.buffer.BrokenPool;

/** A test of an engine that the extension does not know. */
public class OldTest {
    @Test
    public void hasNothingOfJupiter() {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("org.junit.jupiter.api.Test"));
    }

    @Test
    public void freesTwice() {
        BrokenPool.freeTwice();
    }
}
