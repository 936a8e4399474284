package io.pageconsistency.dist;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

import com.sun.tools.attach.VirtualMachine;

import io.pageconsistency.api.PageConsistency;
import io.pageconsistency.api.PageRegion;

/** A pool that tells of its pages by the API, there twice, and frees a page twice in each. */
public final class Told {
    private Told() {
    }

    /** @param arguments the agent's jar if the agent is to come in the middle of the work, and else nothing */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            late(arguments[0]);
            return;
        }
        use("first copy");
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(new File(entry).toURI().toURL());
        }
        try (URLClassLoader other = new URLClassLoader(classPath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Class<?> copy = other.loadClass(Told.class.getName());
            System.out.println("another class: " + (copy != Told.class));
            copy.getMethod("use", String.class).invoke(null, "second copy");
        }
        if (PageConsistency.isActive()) {
            tell();
        }
    }

    private static void tell() throws ReflectiveOperationException {
        Class<?> agent = Class.forName("io.pageconsistency.PageConsistency");
        System.out.println("violations: " + agent.getMethod("violations").invoke(null));
        System.out.println("swallowed: " + agent.getMethod("swallowedErrors").invoke(null));
    }

    private static void late(String jar) throws Exception {
        PageRegion region = PageConsistency.region("older", 1L << 20, 4_096);
        long before = region.handOut(3);
        VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        self.loadAgent(jar);
        self.detach();
        System.out.println("active: " + PageConsistency.isActive());
        region.takeBack(3, 1, before);
        tell();
        region.takeBack(3, 1, region.handOut(3));
        tell();
        region.takeBack(3);
        tell();
    }

    /** Called in each copy. */
    public static void use(String name) {
        PageRegion region = PageConsistency.region(name, 1L << 20, 4_096);
        long ticket = region.handOut(7);
        region.takeBack(7, 1, ticket);
        try {
            region.takeBack(7, 1, ticket);
            System.out.println(name + ": given back twice");
        } catch (Error e) {
            System.out.println(name + ": " + e.getClass().getName());
        }
        region.close();
        System.out.println(name + ": active " + PageConsistency.isActive() + ", ticket " + (ticket != 0));
    }
}
