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

/** Another process's way to a virtual machine at work: the agent comes, is asked, and goes. */
final class Attachment {
    private static final String RESULT = "io.pageconsistency.attach.result";
    private static final String BEAN = "io.pageconsistency:type=PageConsistency";
    /** The JDK's own property for how long to wait for a virtual machine, ten seconds by default, which is short on a busy one. */
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

    /** To be detached from by who asks for it. */
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

    /** Has the agent come; what the property says afterwards, be it that it is there or why not. */
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

    /** Asks the bean for figures. */
    Map<String, Object> figures(String... names) {
        return withBean((server, bean) -> {
            Map<String, Object> figures = new TreeMap<>();
            for (String name : names) {
                figures.put(name, server.getAttribute(bean, name));
            }
            return figures;
        });
    }

    /** Has the agent go; what it says. */
    String stop() {
        return withBean((server, bean) -> (String) server.invoke(bean, "stop", null, null));
    }

    /** Whether the bean is there. */
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
