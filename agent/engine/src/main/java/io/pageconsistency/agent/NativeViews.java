package io.pageconsistency.agent;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.poison.Views;

/**
 * Creates direct buffers over native memory that others own. It uses the JDK's constructor for buffers of native code, which does
 * not copy, keeps nothing reachable and frees nothing.
 *
 * <p>No other way works on all JDKs: memory segments exist since 22, and the methods of {@code sun.misc.Unsafe} for memory are
 * deprecated for removal. The package is opened only to the agent's own class loader. Thread-safe.
 */
final class NativeViews implements Views {
    private static final byte PROBE = 0x5e;

    /** Takes an address and a length. */
    private final MethodHandle constructor;

    private NativeViews(MethodHandle constructor) {
        this.constructor = constructor.asType(MethodType.methodType(ByteBuffer.class, long.class, long.class));
    }

    /** @throws ReflectiveOperationException if this JDK's buffers are not as expected */
    static NativeViews open(Instrumentation instrumentation) throws ReflectiveOperationException {
        instrumentation.redefineModule(ByteBuffer.class.getModule(), Set.of(), Map.of(),
                Map.of(ByteBuffer.class.getPackageName(), Set.of(NativeViews.class.getModule())), Set.of(), Map.of());
        NativeViews views = new NativeViews(constructor(ByteBuffer.allocateDirect(1).getClass()));
        ByteBuffer probe = ByteBuffer.allocateDirect(8);
        views.of(DirectAddresses.open(instrumentation).applyAsLong(probe) + 1, 1).put(0, PROBE);
        if (probe.get(1) != PROBE) {
            throw new NoSuchMethodException("a constructor for native memory that is there");
        }
        return views;
    }

    private static MethodHandle constructor(Class<?> direct) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(direct, MethodHandles.lookup());
        try {
            return lookup.findConstructor(direct, MethodType.methodType(void.class, long.class, long.class));
        } catch (NoSuchMethodException e) {
            // Before JDK 21.
            MethodHandle narrow = lookup.findConstructor(direct, MethodType.methodType(void.class, long.class, int.class));
            return MethodHandles.explicitCastArguments(narrow, MethodType.methodType(direct, long.class, long.class));
        }
    }

    @Override
    public ByteBuffer of(long address, int length) {
        try {
            return (ByteBuffer) constructor.invokeExact(address, (long) length);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
