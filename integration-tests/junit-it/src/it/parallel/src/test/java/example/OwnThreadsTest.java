package example;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;

/** Each on its own thread: it is plain who did it. */
class OwnThreadsTest {
    private static final Meeting MEETING = new Meeting(3);

    @Test
    void innocent() throws Exception {
        MEETING.hold(null);
        MEETING.hold(null);
    }

    @Test
    void guilty() throws Exception {
        MEETING.hold(null);
        BrokenPool.freeTwice();
        MEETING.hold(null);
    }

    @Test
    void innocentToo() throws Exception {
        MEETING.hold(null);
        MEETING.hold(null);
    }
}
