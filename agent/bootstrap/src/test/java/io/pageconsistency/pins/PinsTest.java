package io.pageconsistency.pins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.Party;

class PinsTest {
    private static final PinKind QUEUE = new PinKind("queues", "written by", "expected it to wait",
            List.of(new PinKind.Method("queue.Queue", "giveUp", List.of(".pool."))));

    private final Pins pins = new Pins();

    @BeforeEach
    void classes() {
        pins.roles(List.of(new PinRole("PinsTest$Shared", false, null), new PinRole("PinsTest$View", false, "behind"),
                new PinRole("PinsTest$Part", true, "behind"), new PinRole("PinsTest$Buffer", true, null),
                new PinRole("PinsTest$Message", false, "buffer")));
    }

    /** A buffer with the agent's field. */
    public static class Buffer {
        public transient Object pageConsistencyPin;
    }

    /** A view with a reference count of its own. */
    public static final class Part extends Buffer {
        private final Object other;

        Part(Object other) {
            this.other = other;
        }

        public Object behind() {
            return other;
        }
    }

    /** A view whose release releases another buffer. */
    public static class View {
        private final Object other;

        View(Object other) {
            this.other = other;
        }

        public Object behind() {
            return other;
        }
    }

    /** A view that cannot be released. */
    public static final class Shared extends View {
        Shared(Object other) {
            super(other);
        }
    }

    public interface Message {
        Object buffer();
    }

    @Test
    void aPinnedBufferMustNotBeGivenBackByOthers() throws Throwable {
        Buffer buffer = new Buffer();
        Party writer = new Party();
        pins.hold(buffer, QUEUE, () -> writer);
        assertThat(given(buffer)).isEqualTo(new Pins.Held(QUEUE, writer));
        assertThat(given(buffer)).as("once").isNull();
    }

    @Test
    void anUnpinnedBufferMayBeGivenBack() throws Throwable {
        Buffer buffer = new Buffer();
        pins.hold(buffer, QUEUE, Party::new);
        pins.letGo(buffer);
        assertThat(given(buffer)).isNull();
        pins.letGo(buffer);
        pins.hold(buffer, QUEUE, Party::new);
        assertThat(given(buffer)).isNotNull();
    }

    @Test
    void aBufferThatIsWrittenTwiceIsPinnedTwice() throws Throwable {
        Buffer buffer = new Buffer();
        pins.hold(buffer, QUEUE, Party::new);
        pins.hold(buffer, QUEUE, Party::new);
        pins.letGo(buffer);
        assertThat(given(buffer)).isNotNull();
    }

    @Test
    void aViewStandsForItsBuffer() throws Throwable {
        Buffer buffer = new Buffer();
        Object message = (Message) () -> new View(new View(buffer));
        pins.hold(message, QUEUE, Party::new);
        assertThat(((Pin) buffer.pageConsistencyPin).isHeld()).isTrue();
        pins.letGo(message);
        assertThat(given(buffer)).isNull();
    }

    @Test
    void aPartIsPinnedWithItsWhole() throws Throwable {
        Buffer buffer = new Buffer();
        Part part = new Part(buffer);
        pins.hold(part, QUEUE, Party::new);
        assertThat(given(part)).isNotNull();
        assertThat(given(buffer)).as("the same fault").isNull();
        pins.hold(part, QUEUE, Party::new);
        assertThat(given(buffer)).isNotNull();
    }

    @Test
    void unreleasableBuffersAreNotPinned() throws Throwable {
        Buffer buffer = new Buffer();
        pins.hold(new Shared(buffer), QUEUE, Party::new);
        pins.hold("text", QUEUE, Party::new);
        assertThat(buffer.pageConsistencyPin).isNull();
    }

    @Test
    void aMissedUnpinCausesNoFinding() throws Throwable {
        Buffer buffer = new Buffer();
        pins.hold(buffer, QUEUE, Party::new);
        pins.forgetAll();
        assertThat(given(buffer)).isNull();
    }

    @Test
    void theHolderItselfMayGiveBack() {
        assertThat(QUEUE.isOwnRelease(stack("a.pool.Buffer.release", "a.queue.Queue.giveUp", "app.Main.main"))).isTrue();
        assertThat(QUEUE.isOwnRelease(stack("a.queue.Queue.giveUp"))).isTrue();
        assertThat(QUEUE.isOwnRelease(stack("a.pool.Buffer.release", "a.queue.Queue.other"))).isFalse();
        assertThat(QUEUE.isOwnRelease(stack("a.pool.Buffer.release", "app.Listener.done", "a.queue.Queue.giveUp")))
                .as("somebody whom it calls").isFalse();
    }

    private static StackTraceElement[] stack(String... methods) {
        return Stream.of(methods).map(method -> new StackTraceElement(method.substring(0, method.lastIndexOf('.')),
                method.substring(method.lastIndexOf('.') + 1), null, -1)).toArray(StackTraceElement[]::new);
    }

    private Pins.Held given(Buffer buffer) throws Throwable {
        Pin pin = (Pin) buffer.pageConsistencyPin;
        return pin.isHeld() ? pins.given(buffer, pin) : null;
    }

    /** A buffer of a class that was loaded before the agent. */
    public static class Old {
    }

    @Test
    void withoutAFieldItIsFoundInATable() throws Throwable {
        pins.roles(List.of(new PinRole("PinsTest$Old", true, null)));
        Old buffer = new Old();
        assertThat(pins.find(buffer)).isNull();
        pins.hold(buffer, QUEUE, Party::new);
        assertThat(pins.find(new Old())).isNull();
        assertThat(pins.given(buffer, pins.find(buffer))).isNotNull();
        assertThat(pins.find(buffer).isHeld()).isFalse();
    }

    @Test
    void theTableKeepsNoBufferAliveAndIsBounded() throws Throwable {
        pins.roles(List.of(new PinRole("PinsTest$Old", true, null)));
        List<Old> all = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            all.add(new Old());
            pins.hold(all.get(i), QUEUE, () -> null);
        }
        assertThat(pins.find(all.get(65_535))).isNotNull();
        assertThat(pins.find(all.get(65_536))).isNull();
        all.clear();
        Awaitility.await().until(() -> {
            System.gc();
            Old late = new Old();
            try {
                pins.hold(late, QUEUE, () -> null);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            return pins.find(late) != null;
        });
    }

    @Test
    void concurrentPinsLoseNothing() throws Exception {
        Buffer buffer = new Buffer();
        int threads = 4;
        CountDownLatch ended = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                try {
                    for (int i = 0; i < 10_000; i++) {
                        pins.hold(buffer, QUEUE, () -> null);
                        pins.letGo(buffer);
                    }
                    pins.hold(buffer, QUEUE, () -> null);
                } catch (Throwable e) {
                    throw new AssertionError(e);
                } finally {
                    ended.countDown();
                }
            }).start();
        }
        ended.await();
        Pin pin = (Pin) buffer.pageConsistencyPin;
        for (int t = 0; t < threads; t++) {
            assertThat(pin.isHeld()).isTrue();
            pin.letGo(1);
        }
        assertThat(pin.isHeld()).isFalse();
    }
}
