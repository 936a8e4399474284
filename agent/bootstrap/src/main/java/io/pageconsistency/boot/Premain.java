package io.pageconsistency.boot;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.net.URL;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

import io.pageconsistency.jvm.ExitCodes;

/**
 * Where the virtual machine enters the agent.
 *
 * <p>This class alone is loaded by the system class loader. It makes the jar visible to the boot loader and leaves the rest
 * to {@link AgentLoader}, which it thereby meets as a class of the boot loader. What it must <em>not</em> do:
 * <ul>
 * <li>mention any other class of this library before the jar is on the boot search: the system loader would load it from
 *     its own class path, and the type would exist twice, once for the agent and once for woven code;
 * <li>keep state: the boot loader can see a class of this name too, with statics of its own;
 * <li>use java.util.logging, JMX or a file system provider: an application may choose its own by system property, and the
 *     choice is made for good by whoever asks first, before its {@code main} or its class path is ready;
 * <li>write a temporary file: the jar appends itself, because a file that somebody cleans away later takes classes with it;
 * <li>let anything escape from {@code premain}: an exception aborts the virtual machine.
 * </ul>
 */
public final class Premain {
    /**
     * The system property that tells how the last attempt to attach ended: {@value #ATTACHED}, or the one line that says why
     * not. Who attaches reads it from the target, since the virtual machine passes on no message of {@link #agentmain}'s.
     */
    public static final String ATTACH_RESULT = "io.pageconsistency.attach.result";
    /** The value of {@link #ATTACH_RESULT} after a successful attempt. */
    public static final String ATTACHED = "attached";

    private static final String LEDGER = "io.pageconsistency.ledger.Ledger";
    /** Only the agent's jar has it; the ledger's, which this class is in as well, may come before on the class path. */
    private static final String AGENT = "inst/io/pageconsistency/agent/AgentMain.classdata";

    private static final String STRICT = "strict=";
    /** For who runs the program under a security manager. */
    private static final String REMEDY = "; the security manager's policy must grant the agent's jar java.security.AllPermission";
    private static final String SOURCE_LAUNCHER = "jdk.compiler/com.sun.tools.javac.launcher.";

    private Premain() {
    }

    /** Called before {@code main}; see {@code java.lang.instrument}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        try {
            File jar = agentsJar();
            if (isOwnProgram(jar) || isToolOfJdk()) {
                return;
            }
            toBootSearch(instrumentation, jar);
            AgentLoader.start(arguments, instrumentation, jar);
        } catch (Throwable e) {
            Stderr.say("not started, nothing is checked: " + e + (e instanceof SecurityException ? REMEDY : ""));
            if (isStrict(arguments)) {
                Stderr.say("strict: status " + ExitCodes.MISCONFIGURED + " because of that");
                Runtime.getRuntime().halt(ExitCodes.MISCONFIGURED);
            }
        }
    }

    /** As far as can be told here: who reads options, and files of them, may be what does not work. */
    private static boolean isStrict(String arguments) {
        boolean strict;
        try {
            strict = "true".equals(System.getProperty("pageconsistency.strict"));
        } catch (SecurityException e) {
            strict = false;
        }
        for (String option : arguments == null ? new String[0] : arguments.split(",")) {
            strict = option.startsWith(STRICT) ? option.equals(STRICT + "true") : strict;
        }
        return strict;
    }

    /**
     * Called in a running virtual machine, for {@code VirtualMachine.attach(pid).loadAgent(jar, arguments)}.
     *
     * <p>The arguments are those of {@code -javaagent}. Whatever is wrong with them, or with anything else, only refuses the
     * attempt: the program goes on as it was. The reason is one line, on the program's standard error, in the system property
     * {@link #ATTACH_RESULT} (for {@code VirtualMachine.getSystemProperties()}), and as the message of what is thrown, which
     * makes {@code loadAgent} throw a {@code com.sun.tools.attach.AgentInitializationException} without it. Where standard error
     * takes nothing nothing is thrown, and only the property tells.
     *
     * @throws IllegalStateException when the agent does not work from now on
     */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        String refusal = null;
        try {
            File jar = agentsJar();
            toBootSearch(instrumentation, jar);
            AgentLoader.attach(arguments, instrumentation, jar);
        } catch (Throwable e) {
            refusal = e.getMessage() == null || e instanceof LinkageError ? e.toString() : e.getMessage();
        }
        System.setProperty(ATTACH_RESULT, refusal == null ? ATTACHED : refusal);
        if (refusal != null) {
            if (!Stderr.say("not attached: " + refusal)) {
                // The virtual machine prints what is thrown, to where nothing is taken, and would answer no tool any more.
                return;
            }
            IllegalStateException refused = new IllegalStateException(refusal);
            // The stack would only be that of the virtual machine's own call.
            refused.setStackTrace(new StackTraceElement[0]);
            throw refused;
        }
    }

    /** Once only, however often the agent is stopped and attached again. */
    private static void toBootSearch(Instrumentation instrumentation, File jar) throws IOException {
        try {
            Class.forName(LEDGER, false, null);
        } catch (ClassNotFoundException e) {
            try (JarFile file = new JarFile(jar)) {
                instrumentation.appendToBootstrapClassLoaderSearch(file);
            }
        }
    }

    /**
     * Whether {@code java -jar} was given this jar, whose command line somebody runs where an environment variable prescribes the
     * agent for all programs. It hands out no memory, its status is its own, and the files that are named there are others'.
     */
    private static boolean isOwnProgram(File jar) throws IOException {
        String path = System.getProperty("java.class.path", "");
        File program = new File(path);
        return System.getProperty("sun.java.command", "").concat(" ").startsWith(path + " ") && program.length() == jar.length()
                && isAgents(program);
    }

    /**
     * Whether this is a tool of the JDK, such as {@code jcmd} or {@code javac}, which an environment variable reaches as it reaches the
     * programs that it is meant for. Tools are told by their main module, which comes with the JDK itself. {@code java Program.java}
     * has the compiler's main module too, but it goes on to run the user's program.
     */
    private static boolean isToolOfJdk() {
        String module = System.getProperty("jdk.module.main", "");
        if (!module.startsWith("jdk.") && !module.startsWith("java.")
                || System.getProperty("sun.java.command", "").startsWith(SOURCE_LAUNCHER)) {
            return false;
        }
        Optional<ResolvedModule> main = ModuleLayer.boot().configuration().findModule(module);
        return main.isPresent() && main.get().reference().location().isPresent()
                && main.get().reference().location().get().getScheme().equals("jrt");
    }

    /** The virtual machine has put it on the class path, after what is there already. */
    private static File agentsJar() throws Exception {
        URL own = Premain.class.getProtectionDomain().getCodeSource().getLocation();
        if (own.getProtocol().equals("file")) {
            File jar = new File(own.toURI());
            if (jar.isFile() && isAgents(jar)) {
                return jar;
            }
        }
        // Asks the JDK's modules first, which have to be opened for it.
        URL agent = ClassLoader.getSystemResource(AGENT);
        if (agent == null) {
            throw new IllegalStateException(own + " is not the agent's jar");
        }
        String file = agent.getPath();
        return new File(new URI(file.substring(0, file.indexOf("!/"))));
    }

    private static boolean isAgents(File jar) throws IOException {
        try (ZipFile file = new ZipFile(jar)) {
            return file.getEntry(AGENT) != null;
        }
    }
}
