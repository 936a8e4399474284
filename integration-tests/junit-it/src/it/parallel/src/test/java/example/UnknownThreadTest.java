package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Several tests of this class run at once, and no others. Any of them may be guilty, or none, so the class is blamed. */
class UnknownThreadTest {
    private static final Meeting MEETING = new Meeting(2);

    @Test
    void innocent() throws Exception {
        MEETING.hold(BrokenPool::closeInUse);
    }

    @Test
    void innocentToo() throws Exception {
        MEETING.hold(BrokenPool::closeInUse);
    }
}
