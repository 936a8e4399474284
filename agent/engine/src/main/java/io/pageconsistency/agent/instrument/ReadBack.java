package io.pageconsistency.agent.instrument;

import java.lang.instrument.Instrumentation;
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
 * Retransforms loaded classes without an edit and reads the class files that the JVM then uses.
 *
 * <p>The removal of a transformer does not prove that its edits are gone. It has been seen that advice stayed in a class with an
 * added field although its removal was reported as done.
 */
final class ReadBack implements ClassEdits {
    /** The package that woven code calls. Applications may call other classes of the agent. */
    private static final String HOOKS = "io/pageconsistency/hooks/";

    /** For each class: whether a method calls a hook; null until the class has been read. */
    private final Map<Class<?>, Boolean> read = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    private ReadBack(Collection<Class<?>> types) {
        types.forEach(type -> read.put(type, null));
    }

    /**
     * To be called after the edits have been withdrawn.
     *
     * @return the names of the classes that still call the hooks; and of those that could not be read, with the reason
     */
    static List<String> stillWoven(Instrumentation instrumentation, Collection<Class<?>> types) {
        ReadBack readBack = new ReadBack(types);
        Weaving reading = new Weaving(instrumentation, readBack);
        try {
            reading.begin();
        } finally {
            reading.withdraw();
        }
        readBack.read.forEach((type, calls) -> {
            if (calls == null || calls) {
                readBack.failures.add(type.getName() + (calls == null ? " (not read)" : ""));
            }
        });
        return readBack.failures;
    }

    @Override
    public List<Class<?>> loaded(Instrumentation instrumentation) {
        return List.copyOf(read.keySet());
    }

    /** Each class is its own group, so that a class that the JVM refuses does not affect the others. */
    @Override
    public Object group(Class<?> loaded) {
        return loaded;
    }

    @Override
    public void refused(Object group, List<Class<?>> types, Throwable error) {
        for (Class<?> type : types) {
            failures.add(type.getName() + " (" + error + ")");
            read.remove(type);
        }
    }

    /** Classes that other threads load meanwhile are filtered out later, in {@link #edit}. */
    @Override
    public boolean concerns(Module module, ClassLoader loader, String internalName) {
        return true;
    }

    @Override
    public byte[] edit(Definition definition) {
        if (definition.redefined() != null && read.containsKey(definition.redefined())) {
            read.put(definition.redefined(), callsHooks(definition.classFile()));
        }
        return null;
    }

    /** A class whose file cannot be parsed counts as not read. */
    @Override
    public void failed(Definition definition, Throwable error) {
    }

    /** The accessors of added fields do not count as calls. */
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
