package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** At the same time as {@link AcrossClassesOneTest}: one of the two, or neither, so the run. */
class AcrossClassesTwoTest {
    @Test
    void innocent() throws Exception {
        AcrossClassesOneTest.MEETING.hold(BrokenPool::freeTwice);
    }
}
