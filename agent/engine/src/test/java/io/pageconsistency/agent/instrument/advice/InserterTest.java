package io.pageconsistency.agent.instrument.advice;

import static io.pageconsistency.agent.instrument.advice.Value.argument;
import static io.pageconsistency.agent.instrument.advice.Value.call;
import static io.pageconsistency.agent.instrument.advice.Value.constant;
import static io.pageconsistency.agent.instrument.advice.Value.field;
import static io.pageconsistency.agent.instrument.advice.Value.fieldIfThere;
import static io.pageconsistency.agent.instrument.advice.Value.result;
import static io.pageconsistency.agent.instrument.advice.Value.self;
import static io.pageconsistency.agent.instrument.advice.Value.thrown;
import static io.pageconsistency.agent.instrument.advice.Value.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.pageconsistency.agent.ThisJvm;
import io.pageconsistency.agent.instrument.symbols.ClassShape;

/**
 * Edited classes are loaded and run, so the JVM verifies them. This class is public because another loader defines the edited code.
 */
public class InserterTest {
    private static final List<Object> TOLD = new ArrayList<>();

    /** The hooks that edited code calls. */
    public static final class Hooks {
        private Hooks() {
        }

        public static void entered(Object pool, long start, int count, int size) {
            TOLD.add(pool.getClass().getSimpleName() + " " + start + " " + count + " " + size);
        }

        public static void left(Object result, int way) {
            TOLD.add(way + " " + result);
        }

        public static void leftWith(int result, int given) {
            TOLD.add(given + " " + result);
        }

        public static void returned(Object other, int size, int missing, Object absent) {
            TOLD.add(other.getClass().getSimpleName() + " " + size + " " + missing + " " + absent);
        }

        public static void failed(Object why, long handle, Throwable thrown) {
            TOLD.add(why + " " + handle + " " + thrown.getMessage());
        }

        public static void made(Class<?> type, Object made, Object text, int number, boolean truth) {
            TOLD.add(type.getSimpleName() + " " + (made != null) + " " + text + " " + number + " " + truth);
        }

        public static void made(Class<?> type, Object made, String text, int number, boolean truth) {
            made(type, made, (Object) text, number, truth);
        }

        public static void number(int number) {
            TOLD.add(number);
        }

        public static void number(long number) {
            TOLD.add(number);
        }

        public static void failing() {
            throw new IllegalArgumentException("of the hook");
        }

        public static Object kept(Object before) {
            TOLD.add("before: " + before);
            return "kept";
        }

        public static boolean refuses(Object held) {
            return "refused".equals(held);
        }

        public static void line() {
            for (StackTraceElement frame : new Throwable().getStackTrace()) {
                if (frame.getClassName().endsWith("HookedPool")) {
                    TOLD.add(frame.getLineNumber() > 0);
                }
            }
        }
    }

    @AfterEach
    void forget() {
        TOLD.clear();
    }

    private static Insertion hooks() {
        return Insertion.calling(Hooks.class);
    }

    @Test
    void atEntry() throws Exception {
        Class<?> pool = edited("loop", hooks().atEntry("entered", self(), argument(0), argument(1), field("size")).atEntry("line"));

        assertThat(run(pool, "loop", 1L, 5)).isEqualTo(7L);

        assertThat(TOLD).containsExactly("HookedPool 1 5 3", true);
    }

    @Test
    void atEachReturn() throws Exception {
        Class<?> pool = edited("several", hooks().atReturn("left", result(), argument(0)).atReturn("line"));

        assertThat(run(pool, "several", 0, 0.5)).isEqualTo("first");
        assertThat(run(pool, "several", 9, 1.5)).isEqualTo(1.5);
        assertThat(run(pool, "several", 1, 2.5)).isEqualTo("second");

        assertThat(TOLD).containsExactly("0 first", true, "9 1.5", true, "1 second", true);
    }

    @Test
    void atThrow() throws Exception {
        Class<?> pool = edited("fails", hooks().atEntry("number", argument(1)).atThrow("failed", argument(0), argument(1), thrown()));

        run(pool, "fails", "quiet", 0L);
        assertThatIllegalStateException().isThrownBy(() -> run(pool, "fails", "loud", 4L)).withMessage("loud");

        assertThat(TOLD).containsExactly(0L, 4L, "loud 4 loud");
    }

    /** One argument is overwritten in a loop that has its own frames, and one takes two variables. */
    @Test
    void argumentsHaveTheirOriginalValues() throws Exception {
        assertThat(run(edited("overwrites", hooks().atReturn("leftWith", result(), argument(0))), "overwrites", 5)).isEqualTo(6);
        assertThat(run(edited("loop", hooks().atReturn("number", argument(0)).atReturn("number", argument(1))), "loop", 1L, 5))
                .isEqualTo(7L);

        assertThat(TOLD).containsExactly("5 6", 1L, 5);
    }

    /** An error of a hook must reach neither the method's caller nor the method's own handlers. */
    @Test
    void errorsOfHooksDoNotReachTheMethod() throws Exception {
        ThisJvm thisJvm = ThisJvm.cleared();
        try {
            Class<?> pool = edited("several", hooks().atEntry("failing").atReturn("failing").atThrow("failing"));
            assertThat(run(pool, "several", 9, 1.5)).isEqualTo(1.5);
            assertThat(run(pool, "several", 1, 1.5)).isEqualTo("second");
            Class<?> failing = edited("fails", hooks().atReturn("failing").atThrow("failing"));
            run(failing, "fails", "quiet", 0L);
            assertThatIllegalStateException().isThrownBy(() -> run(failing, "fails", "loud", 4L)).withMessage("loud");

            assertThat(thisJvm.ledger().reports().swallowedErrors()).isEqualTo(6);
        } finally {
            thisJvm.ledger().clear();
            thisJvm.leave();
        }
    }

    @Test
    void fieldsOfTheResultAndOfArguments() throws Exception {
        run(edited("other", hooks().atReturn("returned", result(), result().its("size"), result().itsIfThere("missing", int.class),
                fieldIfThere("absent", Object.class))), "other");
        Class<?> pool = edited("given", hooks().atEntry("number", argument(0).its("size")).atReturn("number", argument(0).its("secret")));
        run(pool, "given", pool.getConstructor().newInstance());

        assertThat(TOLD).containsExactly("HookedPool 3 0 null", 3, 4L);
    }

    @Test
    void constructors() throws Exception {
        edited("<init>", hooks().atReturn("made", type(), self(), constant("text"), constant(70_000), constant(true)))
                .getConstructor().newInstance();

        assertThat(TOLD).containsExactly("HookedPool true text 70000 true");
    }

    @Test
    void resultOfAMethod() throws Exception {
        run(edited("nothing", hooks().atEntry("number", call("size"))), "nothing", "held", (byte) 5);

        assertThat(TOLD).containsExactly(3);
    }

    @Test
    void aFieldKeepsWhatAHookReturns() throws Exception {
        Class<?> pool = edited("nothing", hooks().keptIn("kept", "kept", field("kept")));
        Object object = pool.getConstructor().newInstance();
        pool.getMethod("nothing", Object.class, byte.class).invoke(object, "held", (byte) 5);
        pool.getMethod("nothing", Object.class, byte.class).invoke(object, "held", (byte) 5);
        run(edited("nothing", hooks().keptIn("missing", "kept", fieldIfThere("missing", Object.class))), "nothing", "held", (byte) 5);

        assertThat(TOLD).containsExactly("before: null", "before: kept", "before: null");
    }

    @Test
    void aHookSkipsTheMethod() throws Exception {
        Class<?> pool = edited("nothing", hooks().skippedIf("refuses", argument(0)));
        Object object = pool.getConstructor().newInstance();
        Method nothing = pool.getMethod("nothing", Object.class, byte.class);

        nothing.invoke(object, "refused", (byte) 5);
        assertThat(pool.getMethod("size").invoke(object)).isEqualTo(3);
        nothing.invoke(object, "held", (byte) 5);
        assertThat(pool.getMethod("size").invoke(object)).isEqualTo(5);
    }

    /** The edit must fail at once. Otherwise there would be an error at each call, with no way to report it. */
    @Test
    void refusesWhatCannotBeInserted() {
        assertRefused("overwrites", hooks().atReturn("number", argument(1)), "there is no argument 1");
        assertRefused("nothing", hooks().atReturn("number", field("unknown")), "unknown not found");
        assertRefused("nothing", hooks().atReturn("number", argument(0).its("size")), "not known which fields java.lang.Object has");
        assertRefused("nothing", hooks().atReturn("number", argument(0)), "has no hook");
        assertRefused("nothing", hooks().atReturn("number", argument(1)), "of type byte");
        assertRefused("nothing", hooks().atReturn("refuses", argument(0)), "cannot use what");
        assertRefused("ofNobody", hooks().atReturn("number", argument(0)), "is static");
        assertRefused("<init>", hooks().atEntry("failing"), "has no object yet");
        assertRefused("<init>", hooks().atThrow("failing"), "has no object yet");
        assertRefused("overwrites", hooks().skippedIf("refuses", self()), "cannot be left out");
    }

    private static void assertRefused(String method, Insertion insertion, String why) {
        assertThatIllegalStateException().as(why).isThrownBy(() -> edit(method, insertion)).withMessageContaining(why);
    }

    private static byte[] edit(String method, Insertion insertion) throws IOException {
        try (InputStream in = HookedPool.class.getResourceAsStream("HookedPool.class")) {
            byte[] classFile = in.readAllBytes();
            return Inserter.edit(classFile, (name, descriptor) -> name.equals(method) ? insertion.calls() : List.of(), type -> null);
        }
    }

    private static Class<?> edited(String method, Insertion insertion) throws Exception {
        byte[] edited = edit(method, insertion);
        assertThat(ClassShape.of(edited).methods()).as("members").hasSameSizeAs(ClassShape.of(edit("none", insertion)).methods());
        return new ClassLoader(InserterTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return name.equals(HookedPool.class.getName()) && findLoadedClass(name) == null
                        ? defineClass(name, edited, 0, edited.length) : super.loadClass(name, resolve);
            }
        }.loadClass(HookedPool.class.getName());
    }

    private static Object run(Class<?> pool, String name, Object... arguments) throws Exception {
        for (Method method : pool.getMethods()) {
            if (method.getName().equals(name)) {
                try {
                    return method.invoke(pool.getConstructor().newInstance(), arguments);
                } catch (InvocationTargetException e) {
                    throw (Exception) e.getCause();
                }
            }
        }
        throw new NoSuchMethodException(name);
    }
}
