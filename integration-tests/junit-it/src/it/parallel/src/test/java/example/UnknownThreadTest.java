package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Tests of this class alone run, but several at a time: one of them, or none, so the class. */
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
