package io.pageconsistency.it.program;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.util.Properties;

/** Does what its standard input says, line by line, and says so; ends with its input. Runs without the agent too. */
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

    /** Says where the management of this virtual machine is to be found, as the JDK's own does. */
    private static void publish(String address) throws ReflectiveOperationException {
        Method properties = Class.forName("jdk.internal.vm.VMSupport").getDeclaredMethod("getAgentProperties");
        properties.setAccessible(true);
        ((Properties) properties.invoke(null)).setProperty("com.sun.management.jmxremote.localConnectorAddress", address);
    }

    /** Apart, so that the agent's types are linked to only when there is an agent. */
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
