package io.pageconsistency.agent.allocators.nativememory;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.ByteBuffer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.function.Consumer;

import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.agent.instrument.ReadBack;
import io.pageconsistency.hooks.NativeMemoryHooks;
import io.pageconsistency.nativememory.NativeMemory;

/**
 * Weaves the hooks for native memory into the JDK, and takes them out again.
 *
 * <p>One class, which is always loaded: it is retransformed, on install and on removal. Thread-safe.
 */
public final class NativeMemoryWeaver implements ClassFileTransformer {
    private static final String UNSAFE = "jdk/internal/misc/Unsafe";

    private final Instrumentation instrumentation;
    private final NativeMemory nativeMemory;
    private volatile boolean woven;
    private volatile String refusal;

    private NativeMemoryWeaver(Instrumentation instrumentation, NativeMemory nativeMemory) {
        this.instrumentation = instrumentation;
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
            instrumentation.addTransformer(this, true);
            retransform();
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

    private void retransform() throws UnmodifiableClassException {
        instrumentation.retransformClasses(unsafe());
    }

    /**
     * Takes the hooks out, and reads back whether they are gone. What is known of blocks is forgotten, for nobody tells of their
     * end any more.
     *
     * @return how many classes are as they were
     * @throws IllegalStateException if they are still there, in one line
     */
    public synchronized int remove() {
        instrumentation.removeTransformer(this);
        List<String> left = List.of();
        boolean had = woven;
        if (had) {
            woven = false;
            left = ReadBack.stillWoven(instrumentation, List.of(unsafe()));
        }
        nativeMemory.forget();
        if (!left.isEmpty()) {
            refusal = "its hooks could not be taken out";
            throw new IllegalStateException("hooks are still in " + String.join(", ", left));
        }
        return had ? 1 : 0;
    }

    private static Class<?> unsafe() {
        try {
            return Class.forName(UNSAFE.replace('/', '.'), false, null);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
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
    public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (loader != null || !UNSAFE.equals(name)) {
            return null;
        }
        try {
            byte[] edited = UnsafeEditor.edit(classFile);
            woven = true;
            return edited;
        } catch (Throwable e) {
            refusal = e instanceof IllegalStateException ? e.getMessage() : e.toString();
            return null;
        }
    }
}
