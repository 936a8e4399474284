package io.pageconsistency.agent.allocators.described.weaving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.utility.OpenedClassReader;

import io.pageconsistency.agent.instrument.advice.AdviceEditor;

/**
 * Finds which of certain classes a class extends or implements. Reads class files, so that no class is loaded.
 *
 * <p>Results are cached for each class loader while it lives. Thread-safe. No class loader is called under a lock.
 */
final class Supertypes {
    private final Set<String> wanted;
    private final boolean wantedInJdk;
    private final Map<ClassLoader, Map<String, Set<String>>> found = new WeakHashMap<>();

    /** @param wanted internal names */
    Supertypes(Set<String> wanted) {
        this.wanted = Set.copyOf(wanted);
        boolean inJdk = false;
        for (String each : wanted) {
            inJdk |= isOfJdk(each);
        }
        wantedInJdk = inJdk;
    }

    /** The wanted classes among this class and its supertypes. */
    Set<String> of(String name, byte[] classFile, ClassLoader loader) {
        if (wanted.isEmpty() || !wantedInJdk && isOfJdk(name)) {
            return Set.of();
        }
        Map<String, Set<String>> known;
        synchronized (found) {
            known = found.computeIfAbsent(loader, any -> new ConcurrentHashMap<>());
        }
        try (ClassFileLocator files = AdviceEditor.classFiles(loader)) {
            return of(name, classFile, files, known);
        } catch (IOException e) {
            return Set.of();
        }
    }

    private Set<String> of(String name, byte[] classFile, ClassFileLocator files, Map<String, Set<String>> known)
            throws IOException {
        ClassReader reader = OpenedClassReader.of(classFile);
        Set<String> all = new HashSet<>();
        if (wanted.contains(name)) {
            all.add(name);
        }
        List<String> above = new ArrayList<>(List.of(reader.getInterfaces()));
        if (reader.getSuperName() != null) {
            above.add(reader.getSuperName());
        }
        for (String each : above) {
            all.addAll(of(each, files, known));
        }
        return all.isEmpty() ? Set.of() : all;
    }

    private Set<String> of(String name, ClassFileLocator files, Map<String, Set<String>> known) throws IOException {
        if (!wantedInJdk && isOfJdk(name)) {
            return Set.of();
        }
        Set<String> before = known.get(name);
        if (before != null) {
            return before;
        }
        ClassFileLocator.Resolution file = files.locate(name.replace('/', '.'));
        Set<String> all = file.isResolved() ? of(name, file.resolve(), files, known) : Set.of();
        known.put(name, all);
        return all;
    }

    private static boolean isOfJdk(String name) {
        return name.startsWith("java/") || name.startsWith("jdk/") || name.startsWith("sun/");
    }
}
