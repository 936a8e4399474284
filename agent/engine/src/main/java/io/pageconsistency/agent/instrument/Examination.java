package io.pageconsistency.agent.instrument;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.Map;

import io.pageconsistency.agent.instrument.symbols.ClassFiles;
import io.pageconsistency.agent.instrument.symbols.ClassShape;
import io.pageconsistency.agent.jdk.loaders.Visibility;

/** Examines a copy of an allocator's library when its first class is met: where it is, and whether it can be covered. */
public final class Examination {
    private Examination() {
    }

    static LibraryCopy of(AllocatorModule module, ClassLoader loader, String prefix, ProtectionDomain domain) {
        Map<String, ClassShape> shapes = new HashMap<>();
        String refusal = refusal(module, loader, prefix, domain, shapes);
        LibraryCopy copy = new LibraryCopy(module, prefix, where(prefix + module.home(), loader, domain), shapes, refusal);
        if (refusal == null && !module.bookSymbols().isEmpty()) {
            copy.unread(unread(module, loader, prefix, domain));
        }
        return copy;
    }

    private static String unread(AllocatorModule module, ClassLoader loader, String prefix, ProtectionDomain domain) {
        try (ClassFiles classFiles = ClassFiles.of(loader, domain)) {
            return SymbolCheck.firstMissing(module.bookSymbols(), prefix + module.home(), classFiles, new HashMap<>());
        } catch (IOException | RuntimeException | LinkageError e) {
            return "its class files could not be examined: " + e;
        }
    }

    private static String refusal(AllocatorModule module, ClassLoader loader, String prefix, ProtectionDomain domain,
            Map<String, ClassShape> shapes) {
        // Advice could not be linked in such a loader.
        String obstacle = Visibility.obstacle(loader);
        if (obstacle != null) {
            return obstacle;
        }
        try (ClassFiles classFiles = ClassFiles.of(loader, domain)) {
            return SymbolCheck.firstMissing(module, prefix, classFiles, shapes);
        } catch (IOException | RuntimeException | LinkageError e) {
            return "its class files could not be examined: " + e;
        }
    }

    /** Package, jar and class loader are enough to distinguish two copies in a report. */
    private static String where(String home, ClassLoader loader, ProtectionDomain domain) {
        return origin(home.substring(0, home.length() - 1), loader, domain);
    }

    /** Returns the given name with its jar and its class loader, in words. */
    public static String origin(String what, ClassLoader loader, ProtectionDomain domain) {
        String jar = jar(domain);
        return what + (jar == null ? "" : " in " + jar) + ", class loader " + name(loader);
    }

    /**
     * Returns the protection domain that a class from the given place would have, with the jar or directory as its location; null
     * if that has no URL.
     */
    public static ProtectionDomain domain(URL place, String classFile) {
        String all = place.toString();
        try {
            return new ProtectionDomain(new CodeSource(new URL(all.substring(0, all.length() - classFile.length())),
                    (Certificate[]) null), null);
        } catch (MalformedURLException e) {
            return null;
        }
    }

    /** Returns the name of the jar, which usually contains the version. Works for a jar inside a jar, too. */
    private static String jar(ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        String path = source.getLocation().getPath();
        int end = path.length();
        while (end > 0 && (path.charAt(end - 1) == '/' || path.charAt(end - 1) == '!')) {
            end--;
        }
        return end == 0 ? null : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    private static String name(ClassLoader loader) {
        if (loader == null) {
            return "boot";
        }
        String name = loader.getName();
        return name != null && !name.isEmpty() ? name
                : loader.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(loader));
    }
}
