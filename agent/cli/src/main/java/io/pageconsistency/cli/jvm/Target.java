package io.pageconsistency.cli.jvm;

import java.io.File;
import java.io.IOException;
import java.util.Properties;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;

import io.pageconsistency.agent.Presence;
import io.pageconsistency.boot.Premain;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;

/**
 * A virtual machine that this process is attached to. Every error becomes a {@link Refusal} with one line.
 *
 * <p>Not thread-safe. Only this class and {@link VirtualMachines} use types of {@code jdk.attach}.
 */
public final class Target implements AutoCloseable {
    private static final String TIMEOUT = "sun.tools.attach.attachTimeout";
    private static final int OLDEST_JAVA = 17;

    private final long pid;
    private final Patience patience;
    private final VirtualMachine machine;
    private final Properties properties;

    private Target(long pid, Patience patience, VirtualMachine machine, Properties properties) {
        this.pid = pid;
        this.patience = patience;
        this.machine = machine;
        this.properties = properties;
    }

    static Target attach(long pid, Patience patience) throws Refusal {
        ForeignProcess.of(pid).check();
        // The attach mechanism's own time limit comes first, because its message is more precise.
        System.setProperty(TIMEOUT, Long.toString(Math.max(1, patience.limit().toMillis() * 9 / 10)));
        try {
            return patience.with(pid, () -> {
                VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
                return new Target(pid, patience, machine, machine.getSystemProperties());
            });
        } catch (Exception e) {
            throw unreachable(pid, patience, e);
        }
    }

    static Refusal unreachable(long pid, Patience patience, Exception cause) {
        if (cause instanceof Refusal refusal) {
            return refusal;
        }
        String message = String.valueOf(cause.getMessage());
        if (message.contains("does not support the attach mechanism")) {
            return new Refusal(Status.REFUSED, "process " + pid + " does not allow attaching"
                    + " (-XX:+DisableAttachMechanism); start it with -javaagent instead");
        }
        if (message.contains("doesn't respond") || message.contains("not responding")) {
            return new Refusal(Status.UNREACHABLE, patience.noAnswer(pid));
        }
        if (message.contains("No such process")) {
            return new Refusal(Status.UNREACHABLE, "there is no process " + pid);
        }
        if (message.contains("ermission denied") || message.contains("not permitted") || message.contains("well-known file")) {
            return new Refusal(Status.UNREACHABLE, "this user may not attach to process " + pid + ": " + message);
        }
        return new Refusal(Status.UNREACHABLE, "process " + pid + " cannot be attached to: "
                + (cause instanceof AttachNotSupportedException || cause instanceof IOException ? message : cause));
    }

    public long pid() {
        return pid;
    }

    Patience patience() {
        return patience;
    }

    /** The greeting of the agent in the target, or null if none is active. */
    String agent() {
        return properties.getProperty(Presence.PROPERTY);
    }

    /** @throws Refusal if no agent is active */
    void needAgent() throws Refusal {
        if (agent() == null) {
            throw new Refusal(Status.NO_AGENT, "no agent is active in process " + pid + "; 'attach " + pid
                    + "' starts it there");
        }
    }

    /** The name of the program: its main class or jar, without arguments. */
    public String name() {
        return VirtualMachines.nameOf(properties.getProperty("sun.java.command", ""));
    }

    /**
     * Starts the agent in the target.
     *
     * @return the agent's answer
     */
    public String load(File jar, String options) throws Refusal {
        String java = properties.getProperty("java.specification.version", "");
        if (!java.matches("\\d+") || Integer.parseInt(java) < OLDEST_JAVA) {
            throw new Refusal(Status.REFUSED, "process " + pid + " runs Java " + java + "; Java " + OLDEST_JAVA
                    + " or later is needed");
        }
        ForeignProcess.of(pid).checkSees(jar);
        try {
            return patience.with(pid, () -> {
                machine.loadAgent(jar.getAbsolutePath(), options);
                return machine.getSystemProperties().getProperty(Presence.PROPERTY, "");
            });
        } catch (AgentInitializationException e) {
            throw new Refusal(Status.REFUSED, reason());
        } catch (AgentLoadException e) {
            throw new Refusal(Status.REFUSED, notLoaded(pid, String.valueOf(e.getMessage())));
        } catch (Exception e) {
            throw lost(e);
        }
    }

    static String notLoaded(long pid, String message) {
        return message.contains("ynamic agent loading is not enabled")
                ? "process " + pid + " does not allow loading agents while it runs (-XX:-EnableDynamicAgentLoading)"
                : "process " + pid + " did not load the agent: " + message;
    }

    private String reason() throws Refusal {
        try {
            String reason = patience.with(pid, () -> machine.getSystemProperties().getProperty(Premain.ATTACH_RESULT));
            return "process " + pid + " says: " + (reason == null ? "the agent failed; see the process's standard error" : reason);
        } catch (Exception e) {
            throw lost(e);
        }
    }

    /** The address of the target's local management, which is started if necessary. */
    String managementAddress() throws Refusal {
        try {
            return patience.with(pid, machine::startLocalManagementAgent);
        } catch (Refusal e) {
            throw e;
        } catch (Exception e) {
            if (ForeignProcess.of(pid).ends()) {
                throw lost(e);
            }
            throw new Refusal(Status.REFUSED, "process " + pid + " does not start its management (module jdk.management.agent): "
                    + e.getMessage());
        }
    }

    private Refusal lost(Exception cause) {
        return lost(pid, cause);
    }

    /** The refusal for a process that answered earlier and no longer does. */
    static Refusal lost(long pid, Exception cause) {
        if (cause instanceof Refusal refusal) {
            return refusal;
        }
        return new Refusal(Status.UNREACHABLE, ForeignProcess.of(pid).ends() ? "process " + pid + " has ended"
                : "the connection to process " + pid + " broke: " + cause);
    }

    @Override
    public void close() {
        try {
            machine.detach();
        } catch (IOException e) {
            // The connection is broken already.
        }
    }
}
