package io.pageconsistency.agent.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Has loaded classes made anew without our transformers, and reads what the virtual machine then works with.
 *
 * <p>A transformer that is gone is no proof: with an added field, for one, advice has been seen to stay although its removal
 * was reported as done.
 */
public final class ReadBack implements ClassFileTransformer {
    /** What woven code calls; applications may call others of our classes. */
    private static final String HOOKS = "io/pageconsistency/hooks/";

    /** What was read of each class: whether a method calls us; null until it was. */
    private final Map<Class<?>, Boolean> read = new LinkedHashMap<>();

    private ReadBack(Collection<Class<?>> types) {
        types.forEach(type -> read.put(type, null));
    }

    /**
     * To be called when the transformers have been removed.
     *
     * @return the names of the classes that still call the hooks, or of which that is not known, with the reason
     */
    public static List<String> stillWoven(Instrumentation instrumentation, Collection<Class<?>> types) {
        ReadBack readBack = new ReadBack(types);
        List<String> failures = new ArrayList<>();
        instrumentation.addTransformer(readBack, true);
        try {
            if (retransformed(instrumentation, types.toArray(new Class<?>[0])) != null) {
                // One that the virtual machine does not like is not to keep the others from it.
                for (Class<?> type : types) {
                    Throwable error = retransformed(instrumentation, type);
                    if (error != null) {
                        failures.add(type.getName() + " (" + error + ")");
                        readBack.read.remove(type);
                    }
                }
            }
        } finally {
            instrumentation.removeTransformer(readBack);
        }
        readBack.read.forEach((type, calls) -> {
            if (calls == null || calls) {
                failures.add(type.getName() + (calls == null ? " (not read)" : ""));
            }
        });
        return failures;
    }

    private static Throwable retransformed(Instrumentation instrumentation, Class<?>... types) {
        try {
            if (types.length > 0) {
                instrumentation.retransformClasses(types);
            }
            return null;
        } catch (Exception | Error e) {
            return e;
        }
    }

    @Override
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        // What is thrown for a class file that cannot be read goes no further, and the class counts as not read.
        if (redefined != null && read.containsKey(redefined)) {
            read.put(redefined, callsHooks(classFile));
        }
        return null;
    }

    /** The accessors of the added field are not calls. */
    private static boolean callsHooks(byte[] classFile) {
        boolean[] calls = new boolean[1];
        new ClassReader(classFile).accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] throwables) {
                return new MethodVisitor(OpenedClassReader.ASM_API) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String method, String type, boolean ofInterface) {
                        calls[0] |= owner.startsWith(HOOKS);
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return calls[0];
    }
}
