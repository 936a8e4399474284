package io.pageconsistency.recipes;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Calls methods that a library hides, or that only some of its releases have. */
final class Reflected {
    private Reflected() {
    }

    /** The method with this name and these parameters, declared by the class itself. */
    static Method method(Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    /** The one method with this name and number of parameters, declared by the class itself. */
    static Method method(Class<?> type, String name, int parameters) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == parameters && !method.isBridge()) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new AssertionError(type.getName() + "." + name);
    }

    /** Calls the one constructor with this number of parameters. */
    static Object make(String type, Object... arguments) throws ReflectiveOperationException {
        for (Constructor<?> constructor : Class.forName(type).getDeclaredConstructors()) {
            if (constructor.getParameterCount() == arguments.length) {
                constructor.setAccessible(true);
                return constructor.newInstance(arguments);
            }
        }
        throw new AssertionError(type);
    }

    /** Calls a method. Its exceptions are thrown as by a direct call. */
    static Object call(Method method, Object target, Object... arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw e;
        }
    }
}
