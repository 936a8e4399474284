package io.pageconsistency.agent.allocators.nativememory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.junit.jupiter.api.Test;

import io.pageconsistency.hooks.Checker;
import io.pageconsistency.hooks.NativeMemoryHooks;
import io.pageconsistency.nativememory.NativeMemory;

/** The code that is woven into the JDK, without running it: in this test the JDK cannot call the hooks. */
class NativeMemoryWeaverTest {
    private static final String UNSAFE = "jdk.internal.misc.Unsafe";

    @Test
    void theThreeMethodsOfThisJdkTell() throws IOException {
        byte[] classFile = classFile(UNSAFE);
        byte[] edited = UnsafeEditor.edit(classFile);

        Map<String, List<String>> calls = new LinkedHashMap<>();
        List<String> methods = new ArrayList<>();
        read(edited, methods, calls);
        assertThat(calls).containsOnlyKeys("allocateMemory(J)J", "freeMemory(J)V", "reallocateMemory(JJ)J");
        // One before each return.
        assertThat(calls.get("allocateMemory(J)J")).hasSize(returns(classFile, "allocateMemory(J)J")).containsOnly("allocated");
        assertThat(calls.get("freeMemory(J)V")).containsExactly("freeing");
        assertThat(calls.get("reallocateMemory(JJ)J")).hasSize(2 + returns(classFile, "reallocateMemory(JJ)J"))
                .startsWith("reallocating", "reallocated").endsWith("reallocated", "reallocationFailed");
        List<String> before = new ArrayList<>();
        read(classFile, before, new LinkedHashMap<>());
        assertThat(methods).as("members stay as they are").isEqualTo(before);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        byte[] other = classFile("java.lang.Object");
        assertThatThrownBy(() -> UnsafeEditor.edit(other)).isInstanceOf(IllegalStateException.class)
                .hasMessage("java.lang.Object.allocateMemory(J)J not found");
    }

    /** Otherwise each allocation of the JDK would fail. */
    @Test
    void whereTheJdkCannotSeeTheHooksNothingIsWoven() {
        Instrumentation instrumentation = ByteBuddyAgent.install();
        List<String> notices = new ArrayList<>();
        NativeMemory nativeMemory = new Checker().nativeMemory();
        NativeMemoryWeaver weaver = NativeMemoryWeaver.install(instrumentation, nativeMemory, notices::add);

        assertThat(ByteBuffer.allocateDirect(8).capacity()).isEqualTo(8);
        assertThat(nativeMemory.seen()).isFalse();
        assertThat(weaver.isWoven()).isFalse();
        assertThat(weaver.status().refusal()).isEqualTo("the hooks are not on the boot class path");
        assertThat(weaver.status().woven()).isZero();
        assertThat(notices).containsExactly("ground does NOT cover java.base: the hooks are not on the boot class path");
        weaver.remove();
        assertThat(ByteBuffer.allocateDirect(8).capacity()).isEqualTo(8);
    }

    @Test
    void warmingUpLeavesNoTrace() {
        NativeMemory nativeMemory = Checker.ofThisJvm(MethodHandles.lookup()).nativeMemory();
        NativeMemoryHooks.warmUp();
        assertThat(nativeMemory.blocks()).isZero();
        assertThat(nativeMemory.seen()).isFalse();
    }

    private static int returns(byte[] classFile, String method) {
        int[] count = {0};
        new ClassReader(classFile).accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] errors) {
                return !method.equals(name + descriptor) ? null : new MethodVisitor(OpenedClassReader.ASM_API) {
                    @Override
                    public void visitInsn(int opcode) {
                        count[0] += opcode == Opcodes.LRETURN ? 1 : 0;
                    }
                };
            }
        }, 0);
        return count[0];
    }

    private static void read(byte[] classFile, List<String> methods, Map<String, List<String>> calls) {
        new ClassReader(classFile).accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] errors) {
                methods.add(access + " " + name + descriptor);
                return new MethodVisitor(OpenedClassReader.ASM_API) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                        if (owner.equals(NativeMemoryHooks.class.getName().replace('.', '/'))) {
                            calls.computeIfAbsent(name + descriptor, key -> new ArrayList<>()).add(called);
                        }
                    }
                };
            }
        }, 0);
    }

    private static byte[] classFile(String name) throws IOException {
        return ClassFileLocator.ForClassLoader.ofBootLoader().locate(name).resolve();
    }
}
