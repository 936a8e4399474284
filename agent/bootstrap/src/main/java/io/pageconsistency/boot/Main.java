package io.pageconsistency.boot;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.security.CodeSource;

/**
 * Where {@code java -jar} enters: hands the command line over to the part of the jar that the application's class loaders do
 * not see.
 */
public final class Main {
    private static final String COMMAND_LINE = "io.pageconsistency.cli.Cli";

    private Main() {
    }

    /** Ends the virtual machine, with the status of the command. */
    public static void main(String[] arguments) throws Throwable {
        File jar = jar();
        // Beside the ledger's types, which the command line reads figures with, it sees jdk.attach through this parent.
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

    /** Under the agent itself, which somebody may have prescribed for all programs, the boot loader brings this class. */
    private static File jar() throws Exception {
        CodeSource source = Main.class.getProtectionDomain().getCodeSource();
        return source == null ? new File(System.getProperty("java.class.path"))
                : new File(source.getLocation().toURI());
    }
}
