package io.pageconsistency.workloads;

import java.lang.management.ManagementFactory;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.sun.tools.attach.VirtualMachine;

/** Attaches the agent to this virtual machine, waits until it has fenced something, and stops it. Needs {@code jdk.attach.allowAttachSelf}. */
final class AgentComesAndGoes {
    private final String jar;
    private final String options;
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName bean;
    private long violations;
    private long errors;
    private int undone;

    AgentComesAndGoes(String jar, String options) throws Exception {
        this.jar = jar;
        this.options = options;
        this.bean = new ObjectName("io.pageconsistency:type=PageConsistency");
    }

    void once() throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        try {
            machine.loadAgent(jar, options);
        } finally {
            machine.detach();
        }
        while (figure("FencedExtents") == 0) {
            Thread.onSpinWait();
        }
        violations += figure("ViolationCount");
        errors += figure("SwallowedErrorCount");
        String said = (String) server.invoke(bean, "stop", null, null);
        if (!said.endsWith("as they were before")) {
            System.out.println("SAID " + said);
            undone++;
        }
    }

    private long figure(String name) throws Exception {
        return ((Number) server.getAttribute(bean, name)).longValue();
    }

    void print(Outcome outcome) {
        outcome.with("found", violations).with("errors", errors).with("undone", undone).printWithoutAgent();
    }
}
