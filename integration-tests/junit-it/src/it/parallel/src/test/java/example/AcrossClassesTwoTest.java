package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Runs at the same time as {@link AcrossClassesOneTest}. Either may be guilty, or neither, so the run is blamed. */
class AcrossClassesTwoTest {
    @Test
    void innocent() throws Exception {
        AcrossClassesOneTest.MEETING.hold(BrokenPool::freeTwice);
    }
}
