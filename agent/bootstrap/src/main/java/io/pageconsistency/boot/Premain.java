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
 * The entry point of the agent, called by the virtual machine.
 *
 * <p>Only this class is loaded by the system class loader. It adds the jar to the boot class path and leaves the rest to
 * {@link AgentLoader}, which is then loaded by the boot loader. This class must <em>not</em>
 * <ul>
 * <li>use any other class of this library before the jar is on the boot class path: the system loader would load that class from
 *     its own class path, and the type would exist twice, once for the agent and once for woven code;
 * <li>keep state: the boot loader also sees a class of this name, with statics of its own;
 * <li>use java.util.logging, JMX or a file system provider: an application may choose its own by a system property, and the first
 *     use makes the choice final, before the application's {@code main} or class path is ready;
 * <li>write a temporary file: the jar adds itself to the class path, because classes would be lost if a temporary file was deleted;
 * <li>let anything escape from {@code premain}: an exception aborts the virtual machine.
 * </ul>
 */
public final class Premain {
    /**
     * The system property with the result of the last attempt to attach: {@value #ATTACHED}, or one line with the reason for a
     * refusal. The attaching program reads it from the target, because the virtual machine does not pass on the message of
     * {@link #agentmain}.
     */
    public static final String ATTACH_RESULT = "io.pageconsistency.attach.result";
    /** The value of {@link #ATTACH_RESULT} after a successful attempt. */
    public static final String ATTACHED = "attached";

    private static final String LEDGER = "io.pageconsistency.ledger.Ledger";
    /**
     * A file that only the agent's jar contains. The jar of this module, which has this class, too, may come first on the class
     * path.
     */
    private static final String AGENT = "inst/io/pageconsistency/agent/AgentMain.classdata";

    private static final String STRICT = "strict=";
    /** The advice for a program with a security manager. */
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

    /**
     * Whether strict is set, as far as can be told here: the code that reads options and configuration files may be what failed.
     */
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
     * <p>The arguments are those of {@code -javaagent}. Any error only refuses the attempt, and the program goes on. The reason is
     * one line: on the program's standard error, in the system property {@link #ATTACH_RESULT} (for
     * {@code VirtualMachine.getSystemProperties()}), and as the message of the exception. The exception makes {@code loadAgent}
     * throw a {@code com.sun.tools.attach.AgentInitializationException}, which does not have the message. If standard error is
     * blocked, nothing is thrown, and only the property tells the reason.
     *
     * @throws IllegalStateException if the agent was not attached
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
                // The virtual machine would print the exception to the blocked stream, and would then answer no tool.
                return;
            }
            IllegalStateException refused = new IllegalStateException(refusal);
            // The stack would only show the virtual machine's own call.
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
     * Whether this virtual machine runs the agent's own command line ({@code java -jar} with this jar), while an environment
     * variable sets the agent for all programs. The command line needs no checking, has exit statuses of its own, and must not
     * write to the program's files.
     */
    private static boolean isOwnProgram(File jar) throws IOException {
        String path = System.getProperty("java.class.path", "");
        File program = new File(path);
        return System.getProperty("sun.java.command", "").concat(" ").startsWith(path + " ") && program.length() == jar.length()
                && isAgents(program);
    }

    /**
     * Whether this is a tool of the JDK, such as {@code jcmd} or {@code javac}, to which an environment variable applies, too. A
     * tool is recognised by its main module, which is part of the JDK. {@code java Program.java} also has the compiler's main
     * module, but runs the user's program.
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

    /** The agent's jar, which the virtual machine has appended to the class path. */
    private static File agentsJar() throws Exception {
        URL own = Premain.class.getProtectionDomain().getCodeSource().getLocation();
        if (own.getProtocol().equals("file")) {
            File jar = new File(own.toURI());
            if (jar.isFile() && isAgents(jar)) {
                return jar;
            }
        }
        // Slower than the code source: this searches, and first opens, all modules of the JDK.
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
