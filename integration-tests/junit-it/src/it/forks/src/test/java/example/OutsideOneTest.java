package example;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;

import io.netty.buffer.BrokenPool;

/** Fails the run of its JVM, as {@link OutsideTwoTest} does in another JVM. A repeated test does not change that. */
@ExtendWith(OutsideOneTest.Guilty.class)
class OutsideOneTest {
    static final class Guilty implements Extension {
        Guilty() {
            BrokenPool.closeInUse();
        }
    }

    @Test
    void healthy() {
    }
}
