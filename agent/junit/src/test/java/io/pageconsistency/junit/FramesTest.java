package io.pageconsistency.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

class FramesTest {
    private static StackTraceElement frame(String type) {
        return new StackTraceElement(type, "method", null, 1);
    }

    @Test
    void cutsAStackWhereJUnitCallsTheTest() {
        StackTraceElement pool = frame("some.Pool");
        StackTraceElement reflective = frame("java.lang.reflect.Method");
        StackTraceElement test = frame("some.Test");
        StackTraceElement[] stack = {pool, reflective, test, frame("jdk.internal.reflect.DirectMethodHandleAccessor"), reflective,
            frame("org.junit.platform.commons.util.ReflectionUtils"), frame("io.pageconsistency.junit.PageConsistencyExtension"),
            frame("some.Main")};

        assertThat(Frames.withoutJUnit(stack)).containsExactly(pool, reflective, test);
        assertThat(Frames.withoutJUnit(new StackTraceElement[] {pool, test})).containsExactly(pool, test);
    }

    @Test
    void doesNotCutAStackAtAssertions() {
        StackTraceElement[] stack = {frame("some.Pool"), frame("org.junit.jupiter.api.AssertThrows"),
            frame("org.junit.jupiter.api.Assertions"), frame("some.Test"), frame("org.junit.Assert"), frame("some.OldTest")};
        StackTraceElement[] whole = Arrays.copyOf(stack, stack.length + 1);
        whole[stack.length] = frame("org.junit.platform.commons.util.ReflectionUtils");

        assertThat(Frames.withoutJUnit(whole)).containsExactly(stack);
    }

    @Test
    void cutsEachStackInAReport() {
        String report = """
                DOUBLE_FREE #1: something
                  thread        "main"
                      at some.Pool.free(Pool.java:1)
                   -> at app//some.Test.test(Test.java:2)
                      at java.base/java.lang.reflect.Method.invoke(Method.java:3)
                      at app//org.junit.platform.commons.util.ReflectionUtils.invokeMethod(ReflectionUtils.java:4)
                      at some.Main.main(Main.java:5)
                      ... 20 more
                  freed by      "other"
                      at some.Pool.free(Pool.java:1)
                      at java.base/java.lang.Thread.run(Thread.java:6)
                      ... 3 more
                  event         1""";

        assertThat(Frames.withoutJUnit(report)).isEqualToNormalizingNewlines("""
                DOUBLE_FREE #1: something
                  thread        "main"
                      at some.Pool.free(Pool.java:1)
                   -> at app//some.Test.test(Test.java:2)
                      ... called by JUnit
                  freed by      "other"
                      at some.Pool.free(Pool.java:1)
                      at java.base/java.lang.Thread.run(Thread.java:6)
                      ... 3 more
                  event         1""");
    }
}
