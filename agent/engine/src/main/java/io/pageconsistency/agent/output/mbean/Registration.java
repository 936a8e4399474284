package io.pageconsistency.agent.output.mbean;

import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

import io.pageconsistency.PageConsistencyMXBean;

/**
 * Registers the figures with the platform's MBean server. This class is loaded only if there is a server, so that the agent also
 * runs in a runtime without {@code java.management}.
 */
final class Registration {
    /** An MBean that only the platform's server has, from its creation on. */
    private static final String OF_THE_PLATFORM = "java.lang:type=Runtime";

    private Registration() {
    }

    /**
     * Registers the figures. Creates the platform's server if there is none, so it is only called when the server is being created
     * anyway.
     */
    static void inPlatformServer(PageConsistencyMXBean figures, Consumer<String> notices) {
        in(ManagementFactory.getPlatformMBeanServer(), figures, notices);
    }

    /** @param notices receives one line if the server refuses the figures */
    static void in(MBeanServer server, PageConsistencyMXBean figures, Consumer<String> notices) {
        try {
            server.registerMBean(figures, new ObjectName(PageConsistencyMXBean.NAME));
        } catch (JMException | RuntimeException e) {
            notices.accept("no management figures: " + e);
        }
    }

    /** Removes the figures from the platform's server, if there is one. */
    static void remove() throws JMException {
        MBeanServer server = (MBeanServer) existing();
        ObjectName name = new ObjectName(PageConsistencyMXBean.NAME);
        if (server != null && server.isRegistered(name)) {
            server.unregisterMBean(name);
        }
    }

    /** The platform's server if it exists already, otherwise null. Does not create it. */
    static Object existing() throws JMException {
        ObjectName runtime = new ObjectName(OF_THE_PLATFORM);
        for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
            if (server.isRegistered(runtime)) {
                return server;
            }
        }
        return null;
    }
}
