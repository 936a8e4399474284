package example;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;

import io.netty.buffer.BrokenPool;

/** The extensions of a class are created before the class begins, so the run is blamed. */
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
