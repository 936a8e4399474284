package io.pageconsistency.boot;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.security.CodeSource;

/**
 * The entry point of {@code java -jar}: passes the command line to the part of the jar that is hidden from the application's class
 * loaders.
 */
public final class Main {
    private static final String COMMAND_LINE = "io.pageconsistency.cli.Cli";

    private Main() {
    }

    /** Ends the virtual machine, with the status of the command. */
    public static void main(String[] arguments) throws Throwable {
        File jar = jar();
        // Through this parent the command line sees the types of the management interface and the module jdk.attach.
        AgentLoader loader = new AgentLoader(jar, ClassLoader.getSystemClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        int status;
        try {
            status = (int) loader.loadClass(COMMAND_LINE).getMethod("run", File.class, String[].class)
                    .invoke(null, jar, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        System.exit(status);
    }

    /**
     * The agent's jar. If the agent runs in this program, too, for example through JAVA_TOOL_OPTIONS, the boot loader loads this
     * class.
     */
    private static File jar() throws Exception {
        CodeSource source = Main.class.getProtectionDomain().getCodeSource();
        return source == null ? new File(System.getProperty("java.class.path"))
                : new File(source.getLocation().toURI());
    }
}
