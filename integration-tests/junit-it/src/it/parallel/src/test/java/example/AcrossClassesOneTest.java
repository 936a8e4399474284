package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** At the same time as {@link AcrossClassesTwoTest}: one of the two, or neither, so the run. */
class AcrossClassesOneTest {
    static final Meeting MEETING = new Meeting(2);

    @Test
    void innocent() throws Exception {
        MEETING.hold(BrokenPool::freeTwice);
    }
}
