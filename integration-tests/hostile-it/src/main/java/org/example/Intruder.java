package org.example;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;

/** Code of an application that tries to end the checking with the methods that the agent itself calls. */
public final class Intruder {
    private static final String OURS = "io.pageconsistency.";

    private Intruder() {
    }

    public static void main(String[] args) throws Exception {
        Class<?> checker = Class.forName(OURS + "hooks.Checker");
        System.out.println("the one that checks: " + reached(checker));
        // An application can create a checker, but no hook reports to it.
        Object own = checker.getConstructor().newInstance();
        Object regions = checker.getMethod("regions").invoke(own);
        regions.getClass().getMethod("uninstall").invoke(regions);
        System.out.println("one of its own: silenced");
        System.out.println("active: " + Class.forName(OURS + "PageConsistency").getMethod("isActive").invoke(null));
    }

    private static Object reached(Class<?> checker) throws ReflectiveOperationException {
        try {
            return checker.getMethod("ofThisJvm", MethodHandles.Lookup.class).invoke(null, MethodHandles.lookup());
        } catch (InvocationTargetException e) {
            return e.getCause().getClass().getSimpleName();
        }
    }
}
