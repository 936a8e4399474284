package io.pageconsistency.it.program;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.util.Properties;

/** Obeys the lines of its standard input and answers each one. Ends with its input. Works without the agent too. */
public final class Obedient {
    private Obedient() {
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        Pool pool = null;
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.equals("open")) {
                pool = new Pool();
            } else if (order.startsWith("publish ")) {
                publish(order.substring("publish ".length()));
            } else {
                pool.obey(order);
            }
            System.out.println("done " + order);
        }
    }

    /** Publishes an address for the management of this virtual machine, as the JDK itself does. */
    private static void publish(String address) throws ReflectiveOperationException {
        Method properties = Class.forName("jdk.internal.vm.VMSupport").getDeclaredMethod("getAgentProperties");
        properties.setAccessible(true);
        ((Properties) properties.invoke(null)).setProperty("com.sun.management.jmxremote.localConnectorAddress", address);
    }

    /** A class of its own, so that the agent's types are linked only if there is an agent. */
    private static final class Pool {
        private final OwnPool pool = new OwnPool();

        void obey(String order) throws Exception {
            switch (order) {
                case "allocate and free" -> pool.allocateAndFree();
                case "allocate and free often" -> {
                    for (int i = 0; i < 1_000; i++) {
                        pool.allocateAndFree();
                    }
                }
                case "free twice" -> pool.freeTwice();
                case "damage" -> pool.damage();
                default -> throw new IllegalArgumentException(order);
            }
        }
    }
}
