package io.pageconsistency.agent.jdk.exit;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

import io.pageconsistency.agent.instrument.ReadBack;
import io.pageconsistency.hooks.EndingHooks;

/**
 * Has the two methods of the JDK through which a status other than 0 can come tell it: the one that every exit passes, and
 * the one that is given what no thread has caught, for the launcher ends with 1 when that came out of {@code main}.
 *
 * <p>Each gets a call at its beginning; members stay as they are.
 */
final class StatusWatch implements ClassFileTransformer {
    private static final String HOOKS = EndingHooks.class.getName().replace('.', '/');

    /** A method of the JDK, and what is called with its first argument, or with the object itself where it has one. */
    private record Tap(String method, String descriptor, int load, String hook, String hookDescriptor) {
    }

    private static final Map<String, Tap> TAPS = Map.of(
            "java/lang/Shutdown", new Tap("exit", "(I)V", Opcodes.ILOAD, "exiting", "(I)V"),
            "java/lang/Thread", new Tap("dispatchUncaughtException", "(Ljava/lang/Throwable;)V", Opcodes.ALOAD, "uncaught",
                    "(Ljava/lang/Thread;)V"));

    private final Instrumentation instrumentation;
    private final List<Class<?>> types;
    private int woven;

    private StatusWatch(Instrumentation instrumentation, List<Class<?>> types) {
        this.instrumentation = instrumentation;
        this.types = types;
    }

    /** @throws IllegalStateException when this JDK has other methods; nothing has changed then */
    static StatusWatch install(Instrumentation instrumentation)
            throws ClassNotFoundException, UnmodifiableClassException, IllegalStateException {
        Class<?>[] types = {Class.forName("java.lang.Shutdown"), Thread.class};
        StatusWatch watch = new StatusWatch(instrumentation, List.of(types));
        instrumentation.addTransformer(watch, true);
        instrumentation.retransformClasses(types);
        if (watch.woven != TAPS.size()) {
            instrumentation.removeTransformer(watch);
            instrumentation.retransformClasses(types);
            throw new IllegalStateException(TAPS.size() - watch.woven + " of the methods " + TAPS.values() + " not found");
        }
        return watch;
    }

    /** @throws IllegalStateException when the calls could not be taken out again */
    void remove() {
        instrumentation.removeTransformer(this);
        List<String> left = ReadBack.stillWoven(instrumentation, types);
        if (!left.isEmpty()) {
            throw new IllegalStateException("hooks, which do nothing any more, are still in " + String.join(", ", left));
        }
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        Tap tap = loader == null && name != null ? TAPS.get(name) : null;
        return tap == null ? null : edit(classFile, tap);
    }

    private byte[] edit(byte[] classFile, Tap tap) {
        ClassReader reader = new ClassReader(classFile);
        // A call at the beginning that leaves nothing behind changes no frame.
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                if (!name.equals(tap.method) || !descriptor.equals(tap.descriptor)) {
                    return method;
                }
                woven++;
                return new MethodVisitor(OpenedClassReader.ASM_API, method) {
                    @Override
                    public void visitCode() {
                        super.visitCode();
                        super.visitVarInsn(tap.load, 0);
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, tap.hook, tap.hookDescriptor, false);
                    }
                };
            }
        }, 0);
        return writer.toByteArray();
    }
}
