package io.pageconsistency.agent.fence;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pageconsistency.agent.instrument.ReadBack;

/** Weaves the hooks of fenced memory into the JDK, and takes them out again. Thread-safe. */
final class FenceWeaver implements ClassFileTransformer {
    private static final List<String> EAGER = List.of("java.lang.InternalError", "java.util.zip.CRC32", "java.util.zip.CRC32C",
            "java.util.zip.Adler32", "java.util.zip.Deflater", "java.util.zip.Inflater", "sun.nio.ch.IOUtil",
            "sun.nio.ch.DatagramChannelImpl");

    private final Instrumentation instrumentation;
    private final List<String> missed = new CopyOnWriteArrayList<>();

    FenceWeaver(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** @return what is not as it should be in this JDK, and stays unwoven */
    List<String> weave() throws UnmodifiableClassException, ClassNotFoundException {
        for (String name : EAGER) {
            Class.forName(name, false, null);
        }
        instrumentation.addTransformer(this, true);
        instrumentation.retransformClasses(loaded().toArray(new Class<?>[0]));
        return missed;
    }

    private List<Class<?>> loaded() {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (isOfJdk(type.getModule()) && FenceEditor.isMeant(type.getName().replace('.', '/'))) {
                found.add(type);
            }
        }
        return found;
    }

    private static boolean isOfJdk(Module module) {
        return module.isNamed() && (module.getName().equals("java.base") || module.getName().startsWith("jdk.crypto."));
    }

    /**
     * Takes them out.
     *
     * @return how many classes are as they were
     * @throws IllegalStateException if they are still there, in one line
     */
    int remove() {
        instrumentation.removeTransformer(this);
        List<Class<?>> woven = loaded();
        List<String> left = ReadBack.stillWoven(instrumentation, woven);
        if (!left.isEmpty()) {
            throw new IllegalStateException("hooks are still in " + String.join(", ", left));
        }
        return woven.size();
    }

    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
            byte[] classFile) {
        if (name == null || !isOfJdk(module) || !FenceEditor.isMeant(name)) {
            return null;
        }
        try {
            return FenceEditor.edit(classFile, missed);
        } catch (Throwable e) {
            missed.add(name.replace('/', '.') + " (" + e + ")");
            return null;
        }
    }
}
