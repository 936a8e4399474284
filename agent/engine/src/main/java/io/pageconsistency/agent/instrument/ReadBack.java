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
 * Has loaded classes made anew, edits nothing, and reads what the virtual machine then works with.
 *
 * <p>A transformer that is gone is no proof: with an added field, for one, advice has been seen to stay although its removal
 * was reported as done.
 */
final class ReadBack implements ClassEdits {
    /** What woven code calls; applications may call others of our classes. */
    private static final String HOOKS = "io/pageconsistency/hooks/";

    /** What was read of each class: whether a method calls us; null until it was. */
    private final Map<Class<?>, Boolean> read = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    private ReadBack(Collection<Class<?>> types) {
        types.forEach(type -> read.put(type, null));
    }

    /**
     * To be called when the edits have been withdrawn.
     *
     * @return the names of the classes that still call the hooks, or of which that is not known, with the reason
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

    /** One that the virtual machine does not like is not to keep the others from it. */
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

    /** Which of the classes that are loaded meanwhile it is, is seen later. */
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

    /** A class file that cannot be read counts as not read. */
    @Override
    public void failed(Definition definition, Throwable error) {
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
