package example;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;

import io.netty.buffer.BrokenPool;

/** Extensions of a class are made before anybody is told that it begins: the run. */
@ExtendWith(ExtensionConstructorTest.Guilty.class)
class ExtensionConstructorTest {
    static final class Guilty implements Extension {
        Guilty() {
            BrokenPool.closeInUse();
        }
    }

    @Test
    void healthy() {
    }
}
