package io.pageconsistency.it;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;

/** Attaches to a running virtual machine from another process: loads the agent there, asks it, and stops it. */
final class Attachment {
    private static final String RESULT = "io.pageconsistency.attach.result";
    private static final String BEAN = "io.pageconsistency:type=PageConsistency";
    /** The JDK's property for how long to wait for a virtual machine. The default of ten seconds is too short on a busy machine. */
    static final String TIMEOUT = "sun.tools.attach.attachTimeout";
    static final String TIMEOUT_MILLIS = "90000";

    static {
        System.setProperty(TIMEOUT, TIMEOUT_MILLIS);
    }

    private final Running running;

    private Attachment(Running running) {
        this.running = running;
    }

    static Attachment to(Running running) {
        return new Attachment(running);
    }

    /** The caller must detach from it. */
    static VirtualMachine machine(String pid) throws AttachNotSupportedException, IOException {
        return VirtualMachine.attach(pid);
    }

    private interface Action<T> {
        T on(VirtualMachine machine) throws Exception;
    }

    private <T> T with(Action<T> action) {
        return unchecked(() -> {
            VirtualMachine machine = machine(running.pid());
            try {
                return action.on(machine);
            } finally {
                machine.detach();
            }
        });
    }

    /** Loads the agent. Returns the property in which it says that it is active, or why it is not. */
    String attach(String options) {
        return with(machine -> {
            try {
                machine.loadAgent(Build.agent().toString(), options);
            } catch (AgentInitializationException e) {
                return machine.getSystemProperties().getProperty(RESULT);
            }
            return machine.getSystemProperties().getProperty(RESULT);
        });
    }

    /** Reads figures from the MXBean. */
    Map<String, Object> figures(String... names) {
        return withBean((server, bean) -> {
            Map<String, Object> figures = new TreeMap<>();
            for (String name : names) {
                figures.put(name, server.getAttribute(bean, name));
            }
            return figures;
        });
    }

    /** Stops the agent. Returns its answer. */
    String stop() {
        return withBean((server, bean) -> (String) server.invoke(bean, "stop", null, null));
    }

    /** Whether the MXBean is registered. */
    boolean hasBean() {
        return withBean(MBeanServerConnection::isRegistered);
    }

    private interface Question<T> {
        T ask(MBeanServerConnection server, ObjectName bean) throws IOException, JMException;
    }

    private <T> T withBean(Question<T> question) {
        String address = with(VirtualMachine::startLocalManagementAgent);
        return unchecked(() -> {
            try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
                return question.ask(connector.getMBeanServerConnection(), new ObjectName(BEAN));
            }
        });
    }

    private static <T> T unchecked(Callable<T> task) {
        try {
            return task.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
