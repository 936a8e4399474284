package io.pageconsistency.agent.output.mbean;

import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

import io.pageconsistency.PageConsistencyMXBean;

/**
 * Puts the figures into the platform's MBean server. Only loaded when there is one, so that the rest works in a runtime
 * without {@code java.management}.
 */
final class Registration {
    /** What only the platform's own server has, and has from its beginning. */
    private static final String OF_THE_PLATFORM = "java.lang:type=Runtime";

    private Registration() {
    }

    /** Puts them there; to be called when the server is made anyway. */
    static void inPlatformServer(PageConsistencyMXBean figures, Consumer<String> notices) {
        in(ManagementFactory.getPlatformMBeanServer(), figures, notices);
    }

    /** @param notices told, in one line, when the server does not take them */
    static void in(MBeanServer server, PageConsistencyMXBean figures, Consumer<String> notices) {
        try {
            server.registerMBean(figures, new ObjectName(PageConsistencyMXBean.NAME));
        } catch (JMException | RuntimeException e) {
            notices.accept("no management figures: " + e);
        }
    }

    /** Takes the figures out of the platform's server, if it has been made. */
    static void remove() throws JMException {
        MBeanServer server = (MBeanServer) existing();
        ObjectName name = new ObjectName(PageConsistencyMXBean.NAME);
        if (server != null && server.isRegistered(name)) {
            server.unregisterMBean(name);
        }
    }

    /** The platform's server if it has been made already, or null; makes none. */
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
