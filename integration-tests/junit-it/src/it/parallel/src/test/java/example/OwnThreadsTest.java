package example;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.netty.buffer.BrokenPool;

/** Each on its own thread: it is plain who did it. */
class OwnThreadsTest {
    private static final Meeting MEETING = new Meeting(4);

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

    /** Its thread is not the one that JUnit began it with, nor that of any other test. */
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void guiltyOnAThreadThatEndsIt() throws Exception {
        MEETING.hold(null);
        BrokenPool.closeInUse();
        MEETING.hold(null);
    }

    @Test
    void innocentToo() throws Exception {
        MEETING.hold(null);
        MEETING.hold(null);
    }
}
