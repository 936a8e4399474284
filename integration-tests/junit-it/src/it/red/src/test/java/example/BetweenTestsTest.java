package example;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

import io.netty.buffer.BrokenPool;

/** An action before JUnit considers the next test begun belongs to the class, not to a test. */
@ExtendWith(BetweenTestsTest.Preparation.class)
class BetweenTestsTest {
    static final class Preparation implements TestInstancePostProcessor {
        private boolean first = true;

        @Override
        public void postProcessTestInstance(Object instance, ExtensionContext context) throws InterruptedException {
            if (!first) {
                Thread other = new Thread(BrokenPool::freeTwice, "between tests");
                other.start();
                other.join();
            }
            first = false;
        }
    }

    @Test
    void healthy() {
    }

    @Test
    void healthyToo() {
    }
}
