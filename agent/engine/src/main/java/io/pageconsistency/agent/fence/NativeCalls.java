package io.pageconsistency.agent.fence;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calls functions of the C library through {@code java.lang.foreign}. JDK 22 and later have that package; this class is not
 * compiled against it.
 *
 * <p>Only numbers are passed: on all 64-bit systems a pointer is passed like a {@code long}. The JVM warns of native access, or
 * forbids it, for modules that the command line does not name, and it treats all classes outside of named modules alike, so it
 * cannot be allowed for the agent alone. Therefore the method handles are created on behalf of {@code java.base}, which has native
 * access. Not thread-safe: one call at a time.
 */
final class NativeCalls {
    private static final String FOREIGN = "java.lang.foreign.";
    private static final String ACCESS = "jdk.internal.access";

    private final Object linker;
    private final Object symbols;
    private final Object arena;
    /** Receives the system's error number. */
    private final Object errorSegment;
    private final Object captureOption;
    private final MethodHandles.Lookup ofJavaBase;

    /** @throws ReflectiveOperationException if the JVM does not have this API, or does not let the agent use it */
    NativeCalls(Instrumentation instrumentation) throws ReflectiveOperationException {
        instrumentation.redefineModule(Object.class.getModule(), Set.of(),
                Map.of(ACCESS, Set.of(NativeCalls.class.getModule())),
                Map.of("java.lang.invoke", Set.of(NativeCalls.class.getModule())), Set.of(), Map.of());
        Object access = Class.forName(ACCESS + ".SharedSecrets").getMethod("getJavaLangAccess").invoke(null);
        Class.forName(ACCESS + ".JavaLangAccess").getMethod("addEnableNativeAccess", Module.class)
                .invoke(access, Object.class.getModule());
        Field trusted = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        trusted.setAccessible(true);
        // The trusted lookup names no caller class. The lookup that is made from it does.
        ofJavaBase = ((MethodHandles.Lookup) trusted.get(null)).in(Object.class);
        linker = type("Linker").getMethod("nativeLinker").invoke(null);
        symbols = type("Linker").getMethod("defaultLookup").invoke(linker);
        arena = type("Arena").getMethod("global").invoke(null);
        captureOption = type("Linker$Option").getMethod("captureCallState", String[].class)
                .invoke(null, (Object) new String[] {"errno"});
        Object layout = type("Linker$Option").getMethod("captureStateLayout").invoke(null);
        errorSegment = type("SegmentAllocator").getMethod("allocate", type("MemoryLayout")).invoke(arena, layout);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(FOREIGN + name);
    }

    private static Object layout(Class<?> type) throws ReflectiveOperationException {
        return type("ValueLayout").getField(type == long.class ? "JAVA_LONG" : "JAVA_INT").get(null);
    }

    /** Returns a handle of a function. {@link #error} returns the error number of a failed call. */
    MethodHandle function(String name, Class<?> result, Class<?>... parameters) throws ReflectiveOperationException {
        Object found = ((Optional<?>) type("SymbolLookup").getMethod("find", String.class).invoke(symbols, name))
                .orElseThrow(() -> new NoSuchMethodException("the C library has no " + name));
        Object layouts = Array.newInstance(type("MemoryLayout"), parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            Array.set(layouts, i, layout(parameters[i]));
        }
        Object descriptor = type("FunctionDescriptor").getMethod("of", type("MemoryLayout"), layouts.getClass())
                .invoke(null, layout(result), layouts);
        Object options = Array.newInstance(type("Linker$Option"), 1);
        Array.set(options, 0, captureOption);
        MethodHandle maker = ofJavaBase.findVirtual(type("Linker"), "downcallHandle", MethodType.methodType(MethodHandle.class,
                type("MemorySegment"), type("FunctionDescriptor"), options.getClass())).asFixedArity();
        try {
            return MethodHandles.insertArguments((MethodHandle) maker.invoke(linker, found, descriptor, options), 0, errorSegment);
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the address of a text as a C string, which is never freed. */
    long text(String text) throws ReflectiveOperationException {
        Object segment = type("SegmentAllocator").getMethod("allocateFrom", String.class).invoke(arena, text);
        return (long) type("MemorySegment").getMethod("address").invoke(segment);
    }

    /** Returns the error number of the last call, if that failed. */
    int error() {
        try {
            Method get = type("MemorySegment").getMethod("get", type("ValueLayout$OfInt"), long.class);
            return (int) get.invoke(errorSegment, layout(int.class), 0L);
        } catch (ReflectiveOperationException e) {
            return 0;
        }
    }
}
