package io.pageconsistency.recipes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Jetty's pool from 12 on. Used by reflection, because its classes have the names of the older ones. */
final class JettyPool12 {
    private JettyPool12() {
    }

    public static void main(String[] arguments) throws Exception {
        Class<?> type = Class.forName("org.eclipse.jetty.io.ArrayByteBufferPool");
        Object pool = type.getConstructor().newInstance();
        Method acquire = type.getMethod("acquire", int.class, boolean.class);
        Method release = Class.forName("org.eclipse.jetty.io.RetainableByteBuffer").getMethod("release");
        Traffic.run(random -> acquire.invoke(pool, random.nextInt(70_000), random.nextBoolean()), release::invoke);
        if (arguments[0].equals("guarded")) {
            release.invoke(acquire.invoke(pool, 4_096, true));
            Object pooled = acquire.invoke(pool, 4_096, true);
            release.invoke(pooled);
            try {
                release.invoke(pooled);
                throw new AssertionError("not guarded");
            } catch (InvocationTargetException expected) {
                System.out.println("GUARDED " + expected.getCause().getClass().getSimpleName());
            }
        }
        Outcome.print();
    }
}
