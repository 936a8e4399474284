package io.pageconsistency.workloads;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** The same Netty twice in one virtual machine, loaded by two class loaders. Each copy is used correctly, and then broken. */
public final class TwoLoaders {
    private TwoLoaders() {
    }

    public static void main(String[] args) throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(url(entry));
        }
        URL[] urls = path.toArray(URL[]::new);
        try (URLClassLoader one = new URLClassLoader("one", urls, ClassLoader.getPlatformClassLoader());
                URLClassLoader other = new URLClassLoader("other", urls, ClassLoader.getPlatformClassLoader())) {
            for (URLClassLoader loader : List.of(one, other)) {
                System.out.println("LOADER " + loader.getName());
                main(loader, CountedLoad.class, "allocations=9973");
                main(loader, Scenarios.class, "names=run-freed-twice");
            }
        }
    }

    private static URL url(String entry) throws MalformedURLException {
        return new File(entry).toURI().toURL();
    }

    private static void main(ClassLoader loader, Class<?> program, String argument) throws ReflectiveOperationException {
        Class<?> copy = Class.forName(program.getName(), true, loader);
        if (copy == program) {
            throw new IllegalStateException("not a copy");
        }
        copy.getMethod("main", String[].class).invoke(null, (Object) new String[] {argument});
    }
}
