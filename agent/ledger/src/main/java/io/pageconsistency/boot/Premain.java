package io.pageconsistency.boot;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.util.jar.JarFile;

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
 * <li>let anything escape: an exception out of {@code premain} aborts the virtual machine.
 * </ul>
 */
public final class Premain {
    private Premain() {
    }

    /** Called before {@code main}; see {@code java.lang.instrument}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        try {
            File jar = new File(Premain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (JarFile file = new JarFile(jar)) {
                instrumentation.appendToBootstrapClassLoaderSearch(file);
            }
            AgentLoader.start(arguments, instrumentation, jar);
        } catch (Throwable e) {
            System.err.println("[page-consistency] not started, nothing is checked: " + e);
        }
    }
}
