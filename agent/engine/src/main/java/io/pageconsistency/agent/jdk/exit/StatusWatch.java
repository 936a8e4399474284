package io.pageconsistency.agent.jdk.exit;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

import io.pageconsistency.agent.instrument.AllOrNothing;
import io.pageconsistency.agent.instrument.ClassEdits;
import io.pageconsistency.agent.instrument.Weaving;
import io.pageconsistency.hooks.EndingHooks;

/**
 * Watches the two methods of the JDK through which an exit status other than 0 can come. One is called for every exit. The other is
 * called for each uncaught exception: the launcher ends with 1 if {@code main} threw one.
 *
 * <p>A call is inserted at the beginning of each method. The members of the classes stay as they are.
 */
final class StatusWatch implements ClassEdits {
    private static final String HOOKS = EndingHooks.class.getName().replace('.', '/');

    /**
     * A method of the JDK and the hook that it calls. The hook gets the method's first argument, or {@code this} of an instance
     * method.
     */
    private record Tap(String method, String descriptor, int load, String hook, String hookDescriptor) {
    }

    private static final Map<String, Tap> TAPS = Map.of(
            "java/lang/Shutdown", new Tap("exit", "(I)V", Opcodes.ILOAD, "exiting", "(I)V"),
            "java/lang/Thread", new Tap("dispatchUncaughtException", "(Ljava/lang/Throwable;)V", Opcodes.ALOAD, "uncaught",
                    "(Ljava/lang/Thread;)V"));

    private final Weaving weaving;
    private final List<String> missed = new CopyOnWriteArrayList<>();

    private StatusWatch(Instrumentation instrumentation) {
        weaving = new Weaving(instrumentation, this);
    }

    /** @throws IllegalStateException if this JDK does not have these methods; nothing has changed then */
    static StatusWatch install(Instrumentation instrumentation) {
        StatusWatch watch = new StatusWatch(instrumentation);
        AllOrNothing.begin(watch::begin, watch::remove);
        return watch;
    }

    private void begin() {
        weaving.begin();
        if (!missed.isEmpty()) {
            throw new IllegalStateException(String.join(", ", missed));
        }
    }

    /** @throws IllegalStateException if the calls could not be removed */
    void remove() {
        weaving.remove();
    }

    @Override
    public boolean concerns(Module module, ClassLoader loader, String internalName) {
        return loader == null && TAPS.containsKey(internalName);
    }

    @Override
    public List<Class<?>> loaded(Instrumentation instrumentation) {
        try {
            return List.of(Class.forName("java.lang.Shutdown"), Thread.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalStateException if the class does not have the method */
    @Override
    public byte[] edit(Definition definition) {
        Tap tap = TAPS.get(definition.name());
        boolean[] found = new boolean[1];
        byte[] edited = edit(definition.classFile(), tap, found);
        if (!found[0]) {
            throw new IllegalStateException(tap.method + tap.descriptor + " not found");
        }
        return edited;
    }

    @Override
    public void failed(Definition definition, Throwable error) {
        missed.add(definition.binaryName() + ": " + error.getMessage());
    }

    private static byte[] edit(byte[] classFile, Tap tap, boolean[] found) {
        ClassReader reader = new ClassReader(classFile);
        // A call at the beginning with an empty stack after it does not change any frame.
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                if (!name.equals(tap.method) || !descriptor.equals(tap.descriptor)) {
                    return method;
                }
                found[0] = true;
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
