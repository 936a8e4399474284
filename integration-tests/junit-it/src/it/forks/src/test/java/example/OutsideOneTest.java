package example;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;

import io.netty.buffer.BrokenPool;

/** Fails the run of its JVM, as {@link OutsideTwoTest} does that of another; no test that is tried again makes up for that. */
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
