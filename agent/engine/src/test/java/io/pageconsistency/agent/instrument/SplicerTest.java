package io.pageconsistency.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.buffers.NettyBuffers;
import io.pageconsistency.agent.allocators.netty.buffers.NettyChannel;
import io.pageconsistency.agent.allocators.netty.pooled.NettyCaches;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled;

/** What is spliced is loaded and run: the virtual machine verifies it. Public, because spliced code is of another loader. */
public class SplicerTest {
    /** Called by spliced code. */
    public static final List<Object> TOLD = new ArrayList<>();

    private static final String HOME = "pageconsistency.agent.instrument.";

    @AfterEach
    void forget() {
        TOLD.clear();
    }

    /** With a variable of its own, a loop, and a jump. */
    static final class Entering {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object pool, @Advice.Argument(0) long start, @Advice.Argument(1) int count,
                @Advice.FieldValue("size") int size) {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += i == 1 ? start : size;
            }
            TOLD.add(pool.getClass().getSimpleName() + " " + start + " " + count + " " + sum);
        }
    }

    static final class Leaving {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Return Object result, @Advice.Argument(1) double weight, @Advice.Argument(0) int way) {
            TOLD.add(way + " " + weight + " " + (result == null ? "nothing" : result));
        }
    }

    static final class Around {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(1) long handle) {
            TOLD.add(handle > 1 ? "big" : "small");
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
        static void exit(@Advice.Argument(0) Object why, @Advice.Argument(1) long handle, @Advice.Thrown Throwable thrown) {
            if (thrown != null) {
                long double_ = handle * 2;
                TOLD.add(why + " " + double_ + " " + thrown.getMessage());
            }
        }
    }

    static final class Failing {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter() {
            throw new IllegalArgumentException("of the advice");
        }

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Argument(0) Object held) {
            TOLD.add(held);
            throw new IllegalArgumentException("of the advice");
        }
    }

    static final class Throwing {
        @Advice.OnMethodEnter
        static void enter() {
            throw new IllegalArgumentException("meant for the caller");
        }
    }

    static final class OfResult {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Return Object other, @FieldOf(value = "size", returned = true) int size,
                @FieldOf(value = "missing", returned = true, optional = true) int missing) {
            TOLD.add(other.getClass().getSimpleName() + " " + size + " " + missing);
        }
    }

    static final class OfSecret {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@FieldOf(value = "secret", returned = true) long secret) {
            TOLD.add(secret);
        }
    }

    static final class OfUnfit {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@FieldOf(value = "secret", returned = true, optional = true) int secret) {
            TOLD.add(secret);
        }
    }

    static final class Making {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Origin Class<?> type, @Advice.This Object made) {
            TOLD.add(type.getSimpleName() + " " + (made != null));
        }
    }

    static final class ReadingArgument {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Argument(0) int given) {
            TOLD.add(given);
        }
    }

    static final class ReadingIfThere {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(value = 0, optional = true) int given) {
            TOLD.add(given);
        }
    }

    static final class AfterAll {
        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit() {
            TOLD.add("end");
        }
    }

    static final class Skipping {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, suppress = Throwable.class)
        static Throwable enter() {
            return null;
        }
    }

    static final class Changing {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Return(readOnly = false) Object result) {
            result = null;
        }
    }

    static final class WithHandler {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit() {
            try {
                TOLD.add(Integer.parseInt("x"));
            } catch (NumberFormatException e) {
                TOLD.add(e);
            }
        }
    }

    @Test
    void atTheBeginning() throws Exception {
        assertThat(call(spliced(Entering.class, "long", "loop", "long", "int"), "loop", 1L, 5)).isEqualTo(7L);

        assertThat(TOLD).containsExactly("SplicedPool 1 5 " + (3 + 1 + 3 + 3 + 3));
    }

    @Test
    void atEachReturn() throws Exception {
        Class<?> pool = spliced(Leaving.class, "java.lang.Object", "several", "int");

        assertThat(call(pool, "several", 0, 0.5)).isEqualTo("first");
        assertThat(call(pool, "several", 9, 1.5)).isEqualTo(1.5);
        assertThat(call(pool, "several", 1, 2.5)).isEqualTo("second");

        assertThat(TOLD).containsExactly("0 0.5 first", "9 1.5 1.5", "1 2.5 second");
    }

    @Test
    void whereSomethingIsThrown() throws Exception {
        Class<?> pool = spliced(Around.class, "void", "fails", "java.lang.String", "long");

        call(pool, "fails", "quiet", 0L);
        assertThatIllegalStateException().isThrownBy(() -> call(pool, "fails", "loud", 4L)).withMessage("loud");

        assertThat(TOLD).containsExactly("small", "big", "loud 8 loud");
    }

    /** Not run: what is swallowed is counted for the whole virtual machine, and other tests would take it for theirs. */
    @Test
    void errorsOfAdviceAreKeptFromTheMethod() throws Exception {
        assertThat(spliced(Failing.class, "void", "nothing", "java.lang.Object").getMethods()).as("verified").isNotEmpty();

        assertThat(new String(edited(Failing.class, "void", "nothing", "java.lang.Object"), StandardCharsets.ISO_8859_1))
                .contains("swallow");
        assertThat(new String(edited(Throwing.class, "void", "nothing", "java.lang.Object"), StandardCharsets.ISO_8859_1))
                .doesNotContain("swallow");
    }

    @Test
    void orNotIfTheyAreMeantForIt() throws Exception {
        Class<?> pool = spliced(Throwing.class, "void", "nothing", "java.lang.Object");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> call(pool, "nothing", "held", (byte) 5)).withMessage("meant for the caller");
    }

    @Test
    void fieldsOfTheResult() throws Exception {
        call(spliced(OfResult.class, "SplicedPool", "other"), "other");

        assertThat(TOLD).containsExactly("SplicedPool 3 0");
    }

    @Test
    void constructors() throws Exception {
        spliced(Making.class, "void", "<init>").getConstructor().newInstance();

        assertThat(TOLD).containsExactly("SplicedPool true");
    }

    /** Stacks show where the hook was called from. */
    @Test
    void advicesCodeHasALine() throws Exception {
        Class<?> pool = spliced(Throwing.class, "long", "loop", "long", "int");

        try {
            call(pool, "loop", 1L, 2);
        } catch (IllegalArgumentException e) {
            assertThat(e.getStackTrace()[0].getMethodName()).isEqualTo("loop");
            assertThat(e.getStackTrace()[0].getLineNumber()).isPositive();
            return;
        }
        throw new AssertionError("nothing was thrown");
    }

    /** For the other editor. */
    @Test
    void whatIsNotSimpleIsLeft() throws Exception {
        assertThat(edited(ReadingArgument.class, "int", "overwrites", "int")).isNull();
        assertThat(edited(ReadingArgument.class, "int", "ofNobody", "int")).isNull();
        assertThat(edited(ReadingArgument.class, "void", "nothing", "java.lang.Object")).as("of another type").isNull();
        assertThat(edited(Skipping.class, "void", "nothing", "java.lang.Object")).isNull();
        assertThat(edited(Changing.class, "java.lang.Object", "several", "int")).isNull();
        assertThat(edited(WithHandler.class, "void", "nothing", "java.lang.Object")).isNull();
        assertThat(edited(OfSecret.class, "SplicedPool", "other")).as("of the class itself").isNotNull();
        assertThat(edited(OfUnfit.class, "SplicedPool", "other")).as("there, but of another type").isNull();
        assertThat(edited(Throwing.class, "void", "<init>")).as("before there is an object").isNull();
        assertThat(edited(AfterAll.class, "void", "<init>")).as("where there may be none").isNull();
        assertThat(edited(ReadingIfThere.class, "int", "overwrites", "int")).as("an unknown wish").isNull();
        assertThat(edited(OfResult.class, "void", "nothing", "java.lang.Object")).isNull();
    }

    @Test
    void aStackWithLeftoversIsNotSimple() {
        MethodShape shape = new MethodShape(1, Type.INT_TYPE);
        shape.visitInsn(Opcodes.ICONST_1);
        shape.visitInsn(Opcodes.LCONST_1);
        shape.visitInsn(Opcodes.L2I);
        shape.visitInsn(Opcodes.IRETURN);

        assertThat(shape.isSimple()).isFalse();
    }

    @Test
    void norIsCodeThatNobodyCanReach() {
        MethodShape shape = new MethodShape(1, Type.VOID_TYPE);
        shape.visitInsn(Opcodes.RETURN);
        shape.visitInsn(Opcodes.RETURN);

        assertThat(shape.isSimple()).isFalse();
    }

    /** All that the virtual machine itself is made of is as compilers leave it; a wrong height would show. */
    @Test
    void compiledCodeIsSimple() throws IOException {
        for (Class<?> type : List.of(String.class, java.util.HashMap.class, java.math.BigInteger.class, java.util.Formatter.class,
                java.util.concurrent.ForkJoinPool.class, ClassReader.class, java.nio.ByteBuffer.class, Math.class)) {
            new ClassReader(classFile(type.getClassLoader(), type.getName())).accept(
                    new ClassVisitor(Opcodes.ASM9) {
                        @Override
                        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                                String[] exceptions) {
                            MethodShape shape = new MethodShape(20, Type.getReturnType(descriptor));
                            return new MethodVisitor(Opcodes.ASM9, shape) {
                                @Override
                                public void visitEnd() {
                                    assertThat(shape.isSimple()).as(type + "." + name + descriptor).isTrue();
                                }
                            };
                        }
                    }, ClassReader.EXPAND_FRAMES);
        }
    }

    @ParameterizedTest
    @CsvSource({"io., netty-buffer-4.1.52.Final", "io., netty-buffer-4.1.61.Final", "io., netty-buffer-4.1.95.Final",
        "io., netty-buffer-4.1.111.Final", "io., netty-buffer-4.1.140.Final", "io., netty-buffer-4.2.0.Final",
        "io., netty-buffer-4.2.3.Final", "io., netty-buffer-4.2.20.Final", "io.grpc.netty.shaded.io., grpc-netty-shaded-1.85.1",
        "com.datastax.oss.driver.shaded., java-driver-core-shaded-4.17.0",
        "org.apache.hbase.thirdparty.io., hbase-shaded-netty-4.1.12"})
    void nettyIsSimple(String prefix, String jar) throws IOException {
        assertThat(notSimple(new NettyPooled(), prefix, jar)).isEmpty();
        assertThat(notSimple(new NettyBuffers(), prefix, jar)).isEmpty();
        assertThat(notSimple(new NettyCaches(), prefix, jar)).isEmpty();
        assertThat(notSimple(new NettyUnpooled(), prefix, jar)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"io., netty-transport-4.1.52.Final", "io., netty-transport-4.1.138.Final", "io., netty-transport-4.1.140.Final",
        "io., netty-transport-4.2.0.Final", "io., netty-transport-4.2.20.Final",
        "io.grpc.netty.shaded.io., grpc-netty-shaded-1.85.1", "com.datastax.oss.driver.shaded., java-driver-core-shaded-4.17.0",
        "org.apache.hbase.thirdparty.io., hbase-shaded-netty-4.1.12"})
    void soAreItsChannels(String prefix, String jar) throws IOException {
        assertThat(notSimple(new NettyChannel(), prefix, jar)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.111", "4.1.122", "4.1.130", "4.1.140", "4.2.0", "4.2.3", "4.2.7", "4.2.10", "4.2.20"})
    void soIsTheAdaptiveAllocator(String version) throws IOException {
        assertThat(notSimple(new NettyAdaptive(), "io.", "netty-buffer-" + version + ".Final")).isEmpty();
    }

    private static List<String> notSimple(AllocatorModule module, String prefix, String jar) throws IOException {
        List<String> not = new ArrayList<>();
        Splicer splicer = new Splicer();
        try (URLClassLoader loader = Libraries.loader(jar)) {
            LibraryCopy copy = Examination.of(module, loader, prefix, null);
            for (WovenClass woven : module.classes()) {
                String name = prefix + module.home() + woven.name();
                boolean absent = loader.getResource(name.replace('.', '/') + ".class") == null;
                if (!absent && splicer.edit(copy, woven, classFile(loader, name)) == null) {
                    not.add(woven.name());
                }
            }
        }
        return not;
    }

    private static byte[] edited(Class<?> advice, String returnType, String method, String... leading) throws IOException {
        WovenClass woven = new WovenClass("SplicedPool").weave(advice, returnType, method, leading);
        ClassLoader own = SplicerTest.class.getClassLoader();
        return new Splicer().edit(Examination.of(new OneClass(HOME, List.of(woven)), own, "io.", null), woven,
                classFile(own, SplicedPool.class.getName()));
    }

    private static byte[] classFile(ClassLoader loader, String name) throws IOException {
        try (ClassFiles files = ClassFiles.of(loader, null)) {
            return files.read(name);
        }
    }

    private static Class<?> spliced(Class<?> advice, String returnType, String method, String... leading) throws Exception {
        byte[] edited = edited(advice, returnType, method, leading);
        assertThat(edited).as("simple").isNotNull();
        return new ClassLoader(SplicerTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return name.equals(SplicedPool.class.getName()) && findLoadedClass(name) == null
                        ? defineClass(name, edited, 0, edited.length) : super.loadClass(name, resolve);
            }
        }.loadClass(SplicedPool.class.getName());
    }

    private static Object call(Class<?> pool, String name, Object... arguments) throws Exception {
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
