package example;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

import io.netty.buffer.BrokenPool;

/** Registers a listener that is called after the class has ended and before another has begun. */
public class OutsideTest implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.getDisplayName().equals("OutsideTest")) {
            BrokenPool.freeTwice();
        }
    }

    @Test
    void healthy() {
    }
}
