package io.pageconsistency.agent.weaving;

import java.util.List;

/** Recognises the classes of allocators by their names. Immutable. */
final class Names {
    private final List<AllocatorModule> modules;

    Names(List<AllocatorModule> modules) {
        this.modules = List.copyOf(modules);
    }

    /**
     * A class that a module means to weave.
     *
     * @param prefix what stands before the module's home in the copy's names
     */
    record Match(AllocatorModule module, WovenClass type, String prefix) {
    }

    /**
     * Costs one comparison of the name's end for each class of a module, for all but a few names.
     *
     * @param name of a class, with dots or slashes
     * @return null for a class that is none of ours
     */
    Match find(String name) {
        for (AllocatorModule module : modules) {
            for (WovenClass type : module.classes()) {
                int rest = name.length() - type.name().length() - module.home().length();
                if (rest >= 0 && name.endsWith(type.name())
                        && name.replace('/', '.').startsWith(module.home(), rest)) {
                    return new Match(module, type, name.substring(0, rest).replace('/', '.'));
                }
            }
        }
        return null;
    }
}
