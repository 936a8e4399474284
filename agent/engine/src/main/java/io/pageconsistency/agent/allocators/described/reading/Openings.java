package io.pageconsistency.agent.allocators.described.reading;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;

/**
 * Makes method handles for fields and methods, including private ones.
 *
 * <p>A package that is not open is opened to the agent's class loader only.
 */
public final class Openings {
    private final Instrumentation instrumentation;

    public Openings(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** @return a handle that takes an object; it returns an object, or a {@code long} if a number is wanted */
    MethodHandle field(Class<?> owner, String name, boolean number) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        MethodHandle getter = lookup(owner, field.getModifiers()).unreflectGetter(field);
        boolean isStatic = Modifier.isStatic(field.getModifiers());
        return generic(isStatic ? MethodHandles.dropArguments(getter, 0, Object.class) : getter, number);
    }

    /** As {@link #field}, for a method without parameters. */
    MethodHandle method(Class<?> owner, String name, boolean number) throws ReflectiveOperationException {
        Method method = owner.getDeclaredMethod(name);
        return generic(lookup(owner, method.getModifiers()).unreflect(method), number);
    }

    private static MethodHandle generic(MethodHandle handle, boolean number) {
        MethodHandle wide = number && !handle.type().returnType().isPrimitive() ? RouteReader.unboxed(handle) : handle;
        return wide.asType(MethodType.methodType(number ? long.class : Object.class, Object.class));
    }

    private MethodHandles.Lookup lookup(Class<?> owner, int modifiers) throws IllegalAccessException {
        Module module = owner.getModule();
        if (Modifier.isPublic(owner.getModifiers()) && Modifier.isPublic(modifiers) && module.isExported(owner.getPackageName())) {
            return MethodHandles.publicLookup();
        }
        Module own = Openings.class.getModule();
        if (module.isNamed() && !module.isOpen(owner.getPackageName(), own)) {
            instrumentation.redefineModule(module, Set.of(), Map.of(), Map.of(owner.getPackageName(), Set.of(own)), Set.of(),
                    Map.of());
        }
        return MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
    }
}
