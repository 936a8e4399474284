package io.pageconsistency.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallerTest {
    private static final StackTraceElement ARENA = frame("io.netty.buffer.PoolArena");
    private static final StackTraceElement BUFFER = frame("io.netty.buffer.PooledByteBuf");
    private static final StackTraceElement SERVICE = frame("example.Service");
    private static final StackTraceElement MAIN = frame("example.Main");
    private static final StackTraceElement THREAD = new StackTraceElement(null, "java.base", "17", "java.lang.Thread", "run",
            "Thread.java", 1);
    private static final StackTraceElement UNSAFE = new StackTraceElement(null, "java.base", "17", "jdk.internal.misc.Unsafe",
            "freeMemory", "Unsafe.java", 1);

    @Test
    void isTheFirstOutsideOfThePoolsPackage() {
        assertThat(Caller.in(frames(ARENA, BUFFER, SERVICE, MAIN, THREAD))).isEqualTo(2);
        assertThat(Caller.in(frames(ARENA, frame("io.netty.buffer.sub.Other")))).isEqualTo(1);
    }

    @Test
    void isNotTheJdkInBetween() {
        assertThat(Caller.in(frames(ARENA, THREAD, BUFFER, THREAD, SERVICE))).isEqualTo(4);
    }

    @Test
    void isWhoeverCalledTheJdkWhereThatIsThePool() {
        assertThat(Caller.in(frames(UNSAFE, THREAD, SERVICE))).isEqualTo(2);
    }

    @Test
    void isNobodyWhereAllIsThePools() {
        assertThat(Caller.in(frames(ARENA, BUFFER, THREAD))).isEqualTo(-1);
        assertThat(Caller.in(frames())).isEqualTo(-1);
    }

    @Test
    void mayHaveNoPackage() {
        assertThat(Caller.in(frames(ARENA, frame("Main")))).isEqualTo(1);
        assertThat(Caller.in(frames(frame("Pool"), frame("Main"), SERVICE))).isEqualTo(2);
    }

    private static StackTraceElement[] frames(StackTraceElement... frames) {
        return frames;
    }

    private static StackTraceElement frame(String type) {
        return new StackTraceElement(type, "method", "File.java", 1);
    }
}
