package io.pageconsistency.agent.fence;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.pageconsistency.agent.instrument.ClassEdits;
import io.pageconsistency.agent.instrument.Weaving;

/** Weaves the hooks for fenced memory into the JDK, and removes them. Thread-safe. */
final class FenceWeaver implements ClassEdits {
    private static final List<String> EAGER = List.of("java.lang.InternalError", "java.util.zip.CRC32", "java.util.zip.CRC32C",
            "java.util.zip.Adler32", "java.util.zip.Deflater", "java.util.zip.Inflater", "sun.nio.ch.IOUtil",
            "sun.nio.ch.DatagramChannelImpl");

    private final Weaving weaving;
    private final List<String> missed = new CopyOnWriteArrayList<>();

    FenceWeaver(Instrumentation instrumentation) {
        weaving = new Weaving(instrumentation, this);
    }

    /**
     * Weaves the hooks.
     *
     * @return what this JDK does not have, which stays unwoven
     * @throws IllegalStateException if the JVM does not allow the JDK to be woven; nothing has changed then
     */
    List<String> weave() throws ClassNotFoundException {
        for (String name : EAGER) {
            Class.forName(name, false, null);
        }
        weaving.begin();
        return missed;
    }

    /**
     * Removes the hooks.
     *
     * @throws IllegalStateException with one line, if they are still there
     */
    void remove() {
        weaving.remove();
    }

    @Override
    public boolean concerns(Module module, ClassLoader loader, String internalName) {
        return FenceEditor.isEdited(internalName) && isOfJdk(module);
    }

    private static boolean isOfJdk(Module module) {
        return module.isNamed() && (module.getName().equals("java.base") || module.getName().startsWith("jdk.crypto."));
    }

    @Override
    public byte[] edit(Definition definition) {
        return FenceEditor.edit(definition.classFile(), missed);
    }

    @Override
    public void failed(Definition definition, Throwable error) {
        missed.add(definition.binaryName() + " (" + error + ")");
    }
}
