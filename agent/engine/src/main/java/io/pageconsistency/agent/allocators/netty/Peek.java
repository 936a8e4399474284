package io.pageconsistency.agent.allocators.netty;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Consumer;

/** Makes method handles that read Netty's private state. */
public final class Peek {
    private final Consumer<Class<?>> opener;

    /** @param opener opens the package of a class to the agent, if its module does not */
    public Peek(Consumer<Class<?>> opener) {
        this.opener = opener;
    }

    /** The field of this name in a class or its nearest superclass that has one; null if there is none. */
    public static Field find(Class<?> type, String name) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        return null;
    }

    /**
     * The type of a field.
     *
     * @throws NoSuchFieldException if there is no such field in the class and its superclasses
     */
    public static Class<?> typeOf(Class<?> type, String name) throws NoSuchFieldException {
        return needed(type, name).getType();
    }

    private static Field needed(Class<?> type, String name) throws NoSuchFieldException {
        Field field = find(type, name);
        if (field == null) {
            throw new NoSuchFieldException(type.getName() + "." + name);
        }
        return field;
    }

    /** A getter of type {@code (Object) as}. */
    public MethodHandle get(Class<?> type, String name, Class<?> as) throws ReflectiveOperationException {
        Field field = needed(type, name);
        open(field.getDeclaringClass());
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field).asType(MethodType.methodType(as, Object.class));
    }

    /** As {@link #get}, but null if there is no such field. */
    public MethodHandle getIfThere(Class<?> type, String name, Class<?> as) throws ReflectiveOperationException {
        return find(type, name) == null ? null : get(type, name, as);
    }

    /** A method with one parameter, as a handle of type {@code (Object, parameter) as}. */
    public MethodHandle call(Class<?> type, String name, Class<?> parameter, Class<?> as) throws ReflectiveOperationException {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 1 && method.getParameterTypes()[0] == parameter
                        && !method.isBridge()) {
                    open(at);
                    method.setAccessible(true);
                    return MethodHandles.lookup().unreflect(method).asType(MethodType.methodType(as, Object.class, parameter));
                }
            }
        }
        throw new NoSuchMethodException(type.getName() + "." + name + "(" + parameter.getSimpleName() + ")");
    }

    private void open(Class<?> type) {
        opener.accept(type);
    }
}
