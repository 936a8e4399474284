package io.pageconsistency.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import org.junit.jupiter.api.Test;

import io.pageconsistency.report.PoolClasses;

class PoolClassesTest {
    private static final StackTraceElement ARENA = frame("io.netty.buffer.PoolArena");
    private static final StackTraceElement BUFFER = frame("io.netty.buffer.PooledByteBuf");
    private static final StackTraceElement COUNT = frame("io.netty.util.ReferenceCountUtil");
    private static final StackTraceElement SERVICE = frame("example.Service");
    private static final StackTraceElement MAIN = frame("example.Main");
    private static final StackTraceElement JUNIT = frame("org.junit.platform.commons.util.ReflectionUtils");
    private static final StackTraceElement SUREFIRE = frame("org.apache.maven.surefire.booter.ForkedBooter");
    private static final StackTraceElement THREAD = new StackTraceElement(null, "java.base", "17", "java.lang.Thread", "run",
            "Thread.java", 1);
    private static final StackTraceElement UNSAFE = new StackTraceElement(null, "java.base", "17", "jdk.internal.misc.Unsafe",
            "freeMemory", "Unsafe.java", 1);

    private final PoolClasses classes = new PoolClasses();
    private final PoolClasses.Own netty = classes.of("netty").prefix("io.netty.buffer.").prefix("io.netty.util.");

    @Test
    void theCallerIsTheFirstOutsideOfThePoolsClasses() {
        assertThat(caller(netty, ARENA, BUFFER, COUNT, SERVICE, MAIN, THREAD)).isEqualTo(3);
        assertThat(caller(netty, ARENA, frame("Main"))).isEqualTo(1);
    }

    @Test
    void theCallerMayBeInThePoolsPackage() {
        PoolClasses.Own pool = classes.of("mine").type("example.Pool");

        assertThat(caller(pool, frame("example.Pool"), frame("example.PoolTest"), JUNIT, SUREFIRE)).isEqualTo(1);
        assertThat(caller(pool, frame("example.Pool$Slab$1"), frame("example.Pool$MockitoMock$123"), SERVICE)).isEqualTo(2);
        assertThat(caller(pool, frame("example.Pools"), SERVICE)).isZero();
    }

    @Test
    void theCallerMayBeTheClassThatThePoolIsNestedIn() {
        PoolClasses.Own pool = classes.of("nested").type("example.PoolTest$Pool");

        assertThat(caller(pool, frame("example.PoolTest$Pool"), frame("example.PoolTest"), JUNIT)).isEqualTo(1);
    }

    @Test
    void theCallerIsNeitherOfTheJdkNorOfATestFramework() {
        assertThat(caller(netty, ARENA, THREAD, BUFFER, THREAD, JUNIT, SERVICE)).isEqualTo(5);
        assertThat(caller(PoolClasses.unknown(), UNSAFE, THREAD, SERVICE, MAIN)).isEqualTo(3);
        assertThat(caller(netty, ARENA, frame("jdk.internal.reflect.GeneratedMethodAccessor5"), THREAD, SERVICE)).isEqualTo(3);
    }

    @Test
    void ifAllFramesAreThePoolsTheOutermostIsTheCaller() {
        assertThat(caller(netty, ARENA, BUFFER, THREAD)).isEqualTo(1);
        assertThat(caller(netty, ARENA, JUNIT, SUREFIRE, THREAD)).isZero();
        assertThat(caller(netty, THREAD)).isEqualTo(-1);
        assertThat(caller(netty)).isEqualTo(-1);
    }

    /** A library's message owns a buffer: the call that releases the message is the call that releases the buffer. */
    @Test
    void theCallerIsNotAMethodThatPassesACallOn() {
        PoolClasses.Own pool = classes.of("handed on").prefix("io.netty.buffer.").handingOn("io.netty.", Set.of("release"));
        StackTraceElement message = frame("io.netty.handler.codec.http.Aggregated", "release");

        assertThat(caller(pool, BUFFER, message, SERVICE, MAIN)).isEqualTo(2);
        assertThat(caller(pool, BUFFER, message, frame("io.netty.channel.Handler"), SERVICE)).isEqualTo(2);
        assertThat(caller(pool, BUFFER, frame("example.Message", "release"), SERVICE)).isEqualTo(1);
    }

    @Test
    void aPoolWithoutNamedClassesIsTheOutermostClassOfTheInnermostFrame() {
        PoolClasses.Own pool = classes.of("told by itself");

        assertThat(caller(pool, frame("example.Pool$Handle"), frame("example.Pool"), SERVICE)).isEqualTo(2);
        assertThat(caller(pool, frame("shaded.pageconsistency.api.PageRegion"), frame("example.Pool"), MAIN)).isEqualTo(2);
        assertThat(caller(pool, frame("example.PoolTest$Pool"), frame("example.PoolTest"), JUNIT)).isEqualTo(1);
    }

    private static int caller(PoolClasses.Own pool, StackTraceElement... frames) {
        return pool.callerIn(frames);
    }

    private static StackTraceElement frame(String type) {
        return frame(type, "method");
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, "File.java", 1);
    }
}
