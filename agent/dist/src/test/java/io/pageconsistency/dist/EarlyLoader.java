package io.pageconsistency.dist;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;

/** A system class loader that, before any agent is there, loads a class of the agent's from the class path. */
public final class EarlyLoader extends URLClassLoader {
    public EarlyLoader(ClassLoader parent) throws ClassNotFoundException {
        super(new URL[0], parent);
        Class.forName("io.pageconsistency.hooks.PoolHooks", false, parent);
    }

    /** Called by the virtual machine with the jar of each agent. */
    @SuppressWarnings("unused")
    private void appendToClassPathForInstrumentation(String file) throws MalformedURLException {
        addURL(new File(file).toURI().toURL());
    }
}
