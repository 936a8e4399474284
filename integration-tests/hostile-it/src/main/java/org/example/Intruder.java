package org.example;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/** Code of an application that tries to end the checking by calling what the agent calls. */
public final class Intruder {
    private static final String OURS = "io.pageconsistency.";

    private Intruder() {
    }

    public static void main(String[] args) throws Exception {
        for (String name : List.of("hooks.PoolHooks uninstall", "hooks.PoolHooks silence", "hooks.Gate keeper",
                "hooks.DescribedHooks uninstall", "ledger.Ledger ofThisJvm", "ground.Ground ofThisJvm", "pools.Nest access")) {
            Class<?> type = Class.forName(OURS + name.substring(0, name.indexOf(' ')));
            for (Method method : type.getMethods()) {
                if (method.getName().equals(name.substring(name.indexOf(' ') + 1))) {
                    System.out.println(name + ": " + called(method));
                }
            }
        }
        System.out.println("active: " + Class.forName(OURS + "PageConsistency").getMethod("isActive").invoke(null));
    }

    private static Object called(Method method) throws IllegalAccessException {
        Object[] arguments = new Object[method.getParameterCount()];
        if (arguments.length > 0 && method.getParameterTypes()[0] == MethodHandles.Lookup.class) {
            arguments[0] = MethodHandles.lookup();
        }
        try {
            method.invoke(null, arguments);
            return "done";
        } catch (InvocationTargetException e) {
            return e.getCause().getClass().getSimpleName();
        }
    }
}
