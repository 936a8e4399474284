package example;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.netty.buffer.BrokenPool;

/** Each test makes its fault on its own thread, so it is clear which test is guilty. */
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

    /** This test runs on another thread than the one on which JUnit began it, and no other test uses that thread. */
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
