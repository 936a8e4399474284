package io.pageconsistency.agent.allocators.described.weaving;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.described.DescribedModule;

/** Finds the descriptions of a class. Thread-safe. */
final class DescribedClasses {
    private final List<DescribedModule> modules;
    /** By internal names. */
    private final Map<String, List<DescribedModule>> byType = new HashMap<>();
    /** By names with dots. Loaded classes have these names, and all of them are looked up when the agent starts. */
    private final Map<String, List<DescribedModule>> byName = new HashMap<>();
    private final boolean hasSupertypes;
    private final Supertypes supertypes;

    DescribedClasses(List<DescribedModule> modules) {
        this.modules = modules;
        Set<String> above = new HashSet<>();
        for (DescribedModule module : modules) {
            for (String type : module.types()) {
                byType.computeIfAbsent(type.replace('.', '/'), any -> new ArrayList<>()).add(module);
                byName.computeIfAbsent(type, any -> new ArrayList<>()).add(module);
            }
            if (module.supertype() != null) {
                above.add(module.supertype().replace('.', '/'));
            }
        }
        hasSupertypes = !above.isEmpty();
        supertypes = new Supertypes(above);
    }

    /** Whether a class may be described, by its internal name. For most classes this is one lookup in a map. */
    boolean mayInclude(String name) {
        return hasSupertypes || byType.containsKey(name);
    }

    /** For a loaded class, whose supertypes are loaded, too. */
    Set<DescribedModule> of(Class<?> type) {
        List<DescribedModule> exact = byName.get(type.getName());
        if (exact == null && !hasSupertypes) {
            return Set.of();
        }
        Set<DescribedModule> all = new LinkedHashSet<>(exact == null ? List.of() : exact);
        for (DescribedModule module : modules) {
            if (module.supertype() != null && !all.contains(module) && isSubtype(type, module.supertype())) {
                all.add(module);
            }
        }
        return all;
    }

    private static boolean isSubtype(Class<?> type, String name) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (each.getName().equals(name)) {
                return true;
            }
            for (Class<?> above : each.getInterfaces()) {
                if (isSubtype(above, name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** For a class that is being loaded. */
    Set<DescribedModule> of(String name, byte[] classFile, ClassLoader loader) {
        List<DescribedModule> exact = byType.get(name);
        Set<String> above = supertypes.of(name, classFile, loader);
        if (above.isEmpty()) {
            return exact == null ? Set.of() : new LinkedHashSet<>(exact);
        }
        Set<DescribedModule> all = new LinkedHashSet<>(exact == null ? List.of() : exact);
        for (DescribedModule module : modules) {
            if (module.supertype() != null && above.contains(module.supertype().replace('.', '/'))) {
                all.add(module);
            }
        }
        return all;
    }
}
