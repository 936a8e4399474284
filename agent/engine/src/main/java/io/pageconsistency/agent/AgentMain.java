package io.pageconsistency.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.pageconsistency.agent.allocators.api.PoolsOwnWords;
import io.pageconsistency.agent.allocators.described.DescribedModule;
import io.pageconsistency.agent.allocators.described.Descriptions;
import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.buffers.NettyBuffers;
import io.pageconsistency.agent.allocators.netty.buffers.NettyChannel;
import io.pageconsistency.agent.allocators.netty.buffers.NettyRecycler;
import io.pageconsistency.agent.allocators.netty.pooled.NettyCaches;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.allocators.netty.unpooled.NettyUnpooled;
import io.pageconsistency.agent.instrument.AllocatorModule;
import io.pageconsistency.agent.options.BadOption;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.boot.Stderr;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.jvm.ExitCodes;
import io.pageconsistency.nativememory.NativeMemory;

/** The agent's entry point in its own class loader: reads the options and installs what they ask for. */
public final class AgentMain {
    private AgentMain() {
    }

    /**
     * Starts the agent. The bootstrap calls this method once, before {@code main}, through reflection.
     *
     * @param jar the agent's own jar
     * @throws RuntimeException or an error if the agent could not be installed; the caller keeps it from the application
     */
    public static void start(String arguments, Instrumentation instrumentation, File jar) {
        try {
            install(arguments, instrumentation);
        } catch (BadOption e) {
            refuse(e);
        }
    }

    /**
     * Checks the options of a second agent. That agent does not start, because one is already running. The bootstrap calls this
     * method before {@code main}, through reflection.
     *
     * @param jar the agent's own jar
     */
    public static void startAgain(String arguments, Instrumentation instrumentation, File jar) {
        try {
            if (parse(arguments, modules(), new ArrayList<>()).strict()) {
                throw new BadOption("strict: status " + ExitCodes.MISCONFIGURED + ", because an agent was given twice, and the options of the"
                        + " second have no effect: '" + arguments + "'");
            }
        } catch (BadOption e) {
            refuse(e);
        }
    }

    /** Halts the JVM. An exit would run shutdown hooks, and an exception would make the JVM abort with a stack trace. */
    private static void refuse(BadOption e) {
        Stderr.say(e.lines().toArray(new String[0]));
        Runtime.getRuntime().halt(ExitCodes.MISCONFIGURED);
    }

    /**
     * Starts the agent in a running application. The bootstrap calls this method through reflection, each time on a class of a new
     * class loader.
     *
     * @param jar the agent's own jar
     * @throws BadOption if the options cannot be followed. It has one line for each problem: the option, where it was given, and
     *         what is allowed
     * @throws RuntimeException or an error if the agent could not be installed for another reason
     */
    public static void attach(String arguments, Instrumentation instrumentation, File jar) throws BadOption {
        checker().nativeMemory().beginLate();
        install(arguments, instrumentation);
    }

    private static Checker checker() {
        return Checker.ofThisJvm(MethodHandles.lookup());
    }

    private static List<AllocatorModule> modules() {
        return List.of(new NettyPooled(), new NettyCaches(), new NettyAdaptive(), new NettyUnpooled(), new NettyBuffers(),
                new NettyRecycler(), new NettyChannel(), new PoolsOwnWords());
    }

    private static Options parse(String arguments, List<AllocatorModule> modules, List<DescribedModule> described)
            throws BadOption {
        return Options.parse(arguments, System.getProperties(), pools -> names(modules, described, pools));
    }

    /** Reads the descriptions of pools. Returns the names of everything that can be disabled. */
    private static Set<String> names(List<AllocatorModule> modules, List<DescribedModule> described, List<String> pools)
            throws BadOption {
        Set<String> names = new HashSet<>();
        modules.forEach(module -> names.add(module.name()));
        names.add(NativeMemory.NAME);
        List<DescribedModule> recipes = Descriptions.recipes();
        recipes.forEach(recipe -> names.add(recipe.name()));
        List<String> problems = new ArrayList<>();
        List<DescribedModule> own = Descriptions.read(pools, names, problems);
        if (!problems.isEmpty()) {
            throw new BadOption(problems);
        }
        own.forEach(module -> names.add(module.name()));
        described.addAll(own);
        described.addAll(Descriptions.beside(own, recipes));
        return names;
    }

    private static void install(String arguments, Instrumentation instrumentation) throws BadOption {
        List<AllocatorModule> modules = modules();
        List<DescribedModule> described = new ArrayList<>();
        Options options = parse(arguments, modules, described);
        try {
            new Installer(checker(), options, modules, described).install(instrumentation);
        } catch (RuntimeException | Error e) {
            if (options.strict()) {
                throw new BadOption("strict: not started, nothing would be checked: " + e);
            }
            throw e;
        }
    }
}
