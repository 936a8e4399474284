package io.pageconsistency.agent.instrument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Recognises the classes of allocators by their names. Immutable. */
final class Names {
    /** One package, with the classes of all modules in it, by their simple names. */
    private record Home(String dotted, String slashed, Map<String, Match> types) {
    }

    private final List<Home> homes = new ArrayList<>();

    Names(List<AllocatorModule> modules) {
        for (AllocatorModule module : modules) {
            Map<String, Match> types = home(module.home()).types();
            for (WovenClass type : module.classes()) {
                types.putIfAbsent(type.name(), new Match(module, type, null));
            }
        }
    }

    private Home home(String name) {
        for (Home home : homes) {
            if (home.dotted().equals(name)) {
                return home;
            }
        }
        Home home = new Home(name, name.replace('.', '/'), new HashMap<>());
        homes.add(home);
        return home;
    }

    /**
     * A class that a module is to weave.
     *
     * @param prefix the part of the name before the module's home
     */
    record Match(AllocatorModule module, WovenClass type, String prefix) {
        Match in(String prefix) {
            return new Match(module, type, prefix);
        }
    }

    /**
     * Finds the class that a name means. Called for every class that the program loads. For almost all names it costs one search
     * for the last separator and a comparison of one letter for each home.
     *
     * @param name the name of a class, with dots or slashes
     * @return null for a class of no module
     */
    Match find(String name) {
        int slash = name.lastIndexOf('/');
        int end = (slash < 0 ? name.lastIndexOf('.') : slash) + 1;
        for (Home home : homes) {
            int start = end - home.dotted().length();
            if (start >= 0 && name.charAt(start) == home.dotted().charAt(0)
                    && name.startsWith(slash < 0 ? home.dotted() : home.slashed(), start)) {
                Match found = home.types().get(name.substring(end));
                if (found != null) {
                    return found.in(name.substring(0, start).replace('/', '.'));
                }
            }
        }
        return null;
    }
}
