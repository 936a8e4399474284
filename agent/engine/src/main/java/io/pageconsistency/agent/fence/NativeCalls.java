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
 * Functions of the C library, called through {@code java.lang.foreign}, which JDK 22 and later have and this is not compiled against.
 *
 * <p>Only numbers are passed: on all 64-bit systems a pointer is passed as a {@code long} is. The virtual machine warns of native access,
 * or forbids it, for who was not given it on the command line, and tells all classes outside of modules from each other by nothing. So
 * handles are made in the name of {@code java.base}, which has it. One call at a time.
 */
final class NativeCalls {
    private static final String FOREIGN = "java.lang.foreign.";
    private static final String ACCESS = "jdk.internal.access";

    private final Object linker;
    private final Object symbols;
    private final Object arena;
    /** Where the system's error number is put. */
    private final Object errorSegment;
    private final Object captureOption;
    private final MethodHandles.Lookup ofJavaBase;

    /** @throws ReflectiveOperationException where the virtual machine has no such thing, or does not let us have it */
    NativeCalls(Instrumentation instrumentation) throws ReflectiveOperationException {
        instrumentation.redefineModule(Object.class.getModule(), Set.of(),
                Map.of(ACCESS, Set.of(NativeCalls.class.getModule())),
                Map.of("java.lang.invoke", Set.of(NativeCalls.class.getModule())), Set.of(), Map.of());
        Object access = Class.forName(ACCESS + ".SharedSecrets").getMethod("getJavaLangAccess").invoke(null);
        Class.forName(ACCESS + ".JavaLangAccess").getMethod("addEnableNativeAccess", Module.class)
                .invoke(access, Object.class.getModule());
        Field trusted = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        trusted.setAccessible(true);
        // Of all lookups this is the one that names no caller; the one made of it does.
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

    /** A function; its errors are told by {@link #error}. */
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

    /** The address of a text as C has it, which stays. */
    long text(String text) throws ReflectiveOperationException {
        Object segment = type("SegmentAllocator").getMethod("allocateFrom", String.class).invoke(arena, text);
        return (long) type("MemorySegment").getMethod("address").invoke(segment);
    }

    /** The error number of the last call, if that failed. */
    int error() {
        try {
            Method get = type("MemorySegment").getMethod("get", type("ValueLayout$OfInt"), long.class);
            return (int) get.invoke(errorSegment, layout(int.class), 0L);
        } catch (ReflectiveOperationException e) {
            return 0;
        }
    }
}
