package io.pageconsistency.cli.jvm;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.Mode;
import io.pageconsistency.PageConsistencyMXBean;
import io.pageconsistency.PoolFigures;
import io.pageconsistency.Validation;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;

/**
 * The agent of another virtual machine, reached through JMX. Every error becomes a {@link Refusal} with one line.
 *
 * <p>Not thread-safe.
 */
public final class Management implements AutoCloseable {
    private final long pid;
    private final Patience patience;
    private final JMXConnector connector;
    private final MBeanServerConnection server;
    private final ObjectName name;
    private final PageConsistencyMXBean agent;

    private Management(long pid, Patience patience, JMXConnector connector) throws IOException, JMException {
        this.pid = pid;
        this.patience = patience;
        this.connector = connector;
        server = connector.getMBeanServerConnection();
        name = new ObjectName(PageConsistencyMXBean.NAME);
        agent = JMX.newMXBeanProxy(server, name, PageConsistencyMXBean.class);
    }

    /** @throws Refusal also if no agent is active there */
    public static Management of(Target target) throws Refusal {
        target.needAgent();
        String address = target.managementAddress();
        try {
            return target.patience().with(target.pid(), () -> new Management(target.pid(), target.patience(),
                    LocalConnector.connect(target.pid(), address)));
        } catch (Exception e) {
            throw Target.lost(target.pid(), e);
        }
    }

    /** @param regions the number of the fullest regions to read */
    public Snapshot snapshot(int regions) throws Refusal {
        return ask(() -> {
            Map<Figure, Long> figures = new EnumMap<>(Figure.class);
            Map<String, Object> values = new HashMap<>();
            for (Attribute attribute : server.getAttributes(name, Figure.attributes()).asList()) {
                values.put(attribute.getName(), attribute.getValue());
            }
            for (Figure figure : Figure.values()) {
                if (!(values.get(figure.attribute()) instanceof Number value)) {
                    throw new JMException("it has no figure " + figure.attribute());
                }
                figures.put(figure, value.longValue());
            }
            long nanos = System.nanoTime();
            Map<String, PoolFigures> pools = agent.getPools();
            pools.replaceAll((allocator, pool) -> Received.Pool.copy(pool));
            return new Snapshot(Instant.now(), nanos, agent.getVersion(), agent.getMode(), agent.getSettings(), figures, agent.getViolationCountByKind(),
                    agent.getViolationCountByFingerprint(), pools,
                    agent.fullestRegions(regions).stream().map(Received.Region::copy).toList(),
                    Received.Violation.copy(agent.getLastViolation()), agent.getUnchecked());
        });
    }

    /** Parameters as in {@link PageConsistencyMXBean#holders}. */
    public HeldMemory holders(int limit, boolean constants) throws Refusal {
        return ask(() -> Received.Held.copy(agent.holders(limit, constants)));
    }

    public Validation validate() throws Refusal {
        return ask(() -> Received.Validated.copy(agent.validate()));
    }

    /** The number of violations so far. */
    public long violations() throws Refusal {
        return ask(agent::getViolationCount);
    }

    /** The mode and the values of its options. */
    public String modeInWords() throws Refusal {
        return ask(() -> inWords(agent.getMode(), agent.getSettings()));
    }

    public static String inWords(Mode mode, Map<String, String> settings) {
        return mode + ": " + settings.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
    }

    /** @return one line for each option that could not be changed */
    public List<String> switchMode(Mode mode) throws Refusal {
        return ask(() -> agent.switchMode(mode));
    }

    /**
     * Stops the agent.
     *
     * @return the agent's answer
     */
    public String stop() throws Refusal {
        return ask(agent::stop);
    }

    private <T> T ask(Callable<T> question) throws Refusal {
        try {
            return patience.with(pid, question);
        } catch (Refusal e) {
            throw e;
        } catch (Exception e) {
            Throwable cause = e instanceof UndeclaredThrowableException && e.getCause() != null ? e.getCause() : e;
            if (cause instanceof InstanceNotFoundException) {
                throw new Refusal(Status.NO_AGENT, "page-consistency is no longer active in process " + pid);
            }
            if (cause instanceof IllegalStateException) {
                throw new Refusal(Status.REFUSED, "process " + pid + " says: " + cause.getMessage());
            }
            if (cause instanceof JMException || cause instanceof IllegalArgumentException) {
                throw new Refusal(Status.REFUSED, "the agent in process " + pid
                        + " does not answer as this command expects; it may be of another version: " + cause.getMessage());
            }
            throw Target.lost(pid, cause instanceof Exception exception ? exception : e);
        }
    }

    @Override
    public void close() {
        try {
            // Closing may wait for a process that no longer answers.
            patience.with(pid, () -> {
                connector.close();
                return null;
            });
        } catch (Exception e) {
            // The command has already succeeded, or its failure was already reported.
        }
    }
}
