package io.pageconsistency.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.pageconsistency.agent.netty.NettyAdaptive;
import io.pageconsistency.agent.netty.NettyPooled;
import io.pageconsistency.agent.options.BadOption;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.agent.weaving.AllocatorModule;

/** The agent's entrance behind its own class loader: reads the options and installs what they ask for. */
public final class AgentMain {
    /** The status with which a virtual machine ends whose agent was given options it does not understand; EX_CONFIG. */
    static final int MISCONFIGURED = 78;

    private AgentMain() {
    }

    /**
     * Starts the agent. Called once, before {@code main}, through reflection.
     *
     * @param jar the agent's own
     * @throws RuntimeException or an error when the agent could not be installed; the caller spares the application that
     */
    public static void start(String arguments, Instrumentation instrumentation, File jar) {
        List<AllocatorModule> modules = List.of(new NettyPooled(), new NettyAdaptive());
        Set<String> names = modules.stream().map(AllocatorModule::name).collect(Collectors.toSet());
        try {
            install(Options.parse(arguments, System.getProperties(), names), modules, instrumentation);
        } catch (BadOption e) {
            System.err.println("[page-consistency] " + e.getMessage());
            System.err.flush();
            // Not exit: that would run shutdown hooks, and an exception would have the machine abort with a stack trace.
            Runtime.getRuntime().halt(MISCONFIGURED);
        }
    }

    private static void install(Options options, List<AllocatorModule> modules, Instrumentation instrumentation)
            throws BadOption {
        try {
            new Installer(options, modules).install(instrumentation);
        } catch (RuntimeException | Error e) {
            if (options.strict()) {
                throw new BadOption("strict: not started, nothing would be checked: " + e);
            }
            throw e;
        }
    }
}
