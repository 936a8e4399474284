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
 * <p>One class, which is always loaded: it is retransformed, on install and on removal. Thread-safe.
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
     * Starts to look at native memory; blocks that exist already stay unknown.
     *
     * @param nativeMemory that of this virtual machine, which the hooks write to
     * @param notices told, in one line, when this JDK does not let us
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
            // From java.base only the boot class path can be seen; each allocation would fail.
            refusal = "the hooks are not on the boot class path";
            return;
        }
        try {
            NativeMemoryHooks.warmUp();
            weaving.begin();
            // Collected, and freed, as any other.
            ByteBuffer.allocateDirect(1);
            if (refusal == null && !nativeMemory.seen()) {
                refusal = "an allocation was not noticed";
            }
        } catch (Throwable e) {
            // Whatever this virtual machine, or its limit of direct memory, has against it.
            refusal = "its class could not be retransformed, or not be tried: " + e;
        }
    }

    /**
     * Takes the hooks out, and reads back whether they are gone. What is known of blocks is forgotten, for nobody tells of their
     * end any more.
     *
     * @return how many classes are as they were
     * @throws IllegalStateException if they are still there, in one line
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

    /** Whether the hooks are in. */
    public boolean isWoven() {
        return woven;
    }

    /** The one row of this module. */
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
