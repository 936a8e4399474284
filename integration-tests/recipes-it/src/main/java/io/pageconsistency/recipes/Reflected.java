package io.pageconsistency.recipes;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Calls what a library hides, or has in one release and not in another. */
final class Reflected {
    private Reflected() {
    }

    /** The method of that name with those parameters, of the class itself. */
    static Method method(Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
        Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    /** The one method of that name with that many parameters, of the class itself. */
    static Method method(Class<?> type, String name, int parameters) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == parameters && !method.isBridge()) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new AssertionError(type.getName() + "." + name);
    }

    /** The one constructor with that many parameters. */
    static Object make(String type, Object... arguments) throws ReflectiveOperationException {
        for (Constructor<?> constructor : Class.forName(type).getDeclaredConstructors()) {
            if (constructor.getParameterCount() == arguments.length) {
                constructor.setAccessible(true);
                return constructor.newInstance(arguments);
            }
        }
        throw new AssertionError(type);
    }

    /** As it would be called without reflection: what it throws is thrown. */
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
