package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Runs at the same time as {@link AcrossClassesTwoTest}. Either may be guilty, or neither, so the run is blamed. */
class AcrossClassesOneTest {
    static final Meeting MEETING = new Meeting(2);

    @Test
    void innocent() throws Exception {
        MEETING.hold(BrokenPool::freeTwice);
    }
}
