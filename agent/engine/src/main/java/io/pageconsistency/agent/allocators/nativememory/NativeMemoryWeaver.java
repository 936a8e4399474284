package io.pageconsistency.agent.allocators.nativememory;

import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

import io.pageconsistency.agent.instrument.ClassEdits;
import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.agent.instrument.Weaving;
import io.pageconsistency.hooks.NativeMemoryHooks;
import io.pageconsistency.nativememory.NativeMemory;

/**
 * Weaves the hooks for native memory into the JDK, and takes them out again.
 *
 * <p>The only class to weave is always loaded. It is retransformed when the hooks are installed and when they are removed.
 * Thread-safe.
 */
public final class NativeMemoryWeaver implements ClassEdits {
    private static final String UNSAFE = "jdk/internal/misc/Unsafe";

    private final Weaving weaving;
    private final NativeMemory nativeMemory;
    private volatile boolean woven;
    private volatile String refusal;

    private NativeMemoryWeaver(Instrumentation instrumentation, NativeMemory nativeMemory) {
        this.weaving = new Weaving(instrumentation, this);
        this.nativeMemory = nativeMemory;
    }

    /**
     * Starts to record native memory. Existing blocks stay unknown.
     *
     * @param nativeMemory the record of this virtual machine, which the hooks write to
     * @param notices receives one line if this JDK cannot be covered
     */
    public static NativeMemoryWeaver install(Instrumentation instrumentation, NativeMemory nativeMemory, Consumer<String> notices) {
        NativeMemoryWeaver weaver = new NativeMemoryWeaver(instrumentation, nativeMemory);
        weaver.weave();
        if (weaver.refusal != null) {
            weaver.remove();
            notices.accept(NativeMemory.NAME + " does NOT cover java.base: " + weaver.refusal);
        }
        return weaver;
    }

    private void weave() {
        if (NativeMemoryHooks.class.getClassLoader() != null) {
            // Code of java.base sees only the boot class path. With hooks elsewhere each allocation would fail.
            refusal = "the hooks are not on the boot class path";
            return;
        }
        try {
            NativeMemoryHooks.warmUp();
            weaving.begin();
            // The garbage collector frees this buffer like any other.
            ByteBuffer.allocateDirect(1);
            if (refusal == null && !nativeMemory.seen()) {
                refusal = "an allocation was not noticed";
            }
        } catch (Throwable e) {
            // For example, the limit of direct memory is reached.
            refusal = "its class could not be retransformed, or not be tried: " + e;
        }
    }

    /**
     * Takes the hooks out, and verifies that they are gone. Forgets all blocks, because their frees are not seen from now on.
     *
     * @return the number of classes that are as they were before
     * @throws IllegalStateException if the hooks could not be taken out; its message is one line
     */
    public synchronized int remove() {
        boolean had = woven;
        woven = false;
        try {
            weaving.remove();
        } catch (IllegalStateException e) {
            refusal = "its hooks could not be taken out";
            throw e;
        } finally {
            nativeMemory.forget();
        }
        return had ? 1 : 0;
    }

    /** Whether the hooks are woven in. */
    public boolean isWoven() {
        return woven;
    }

    /** The only row of this module. */
    public ModuleStatus status() {
        return new ModuleStatus(NativeMemory.NAME, "java.base", 1, woven ? 1 : 0, nativeMemory.seen(), refusal);
    }

    @Override
    public boolean concerns(Module module, ClassLoader loader, String internalName) {
        return loader == null && UNSAFE.equals(internalName);
    }

    @Override
    public List<Class<?>> loaded(Instrumentation instrumentation) {
        try {
            return List.of(Class.forName(UNSAFE.replace('/', '.'), false, null));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] edit(Definition definition) {
        byte[] edited = UnsafeEditor.edit(definition.classFile());
        woven = true;
        return edited;
    }

    @Override
    public void failed(Definition definition, Throwable error) {
        refusal = error instanceof IllegalStateException ? error.getMessage() : error.toString();
    }
}
