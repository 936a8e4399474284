package io.pageconsistency.agent.instrument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Recognises the classes of allocators by their names. Immutable. */
final class Names {
    /** One package, in which several modules may have classes; by their simple names. */
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
     * A class that a module means to weave.
     *
     * @param prefix what stands before the module's home in the copy's names
     */
    record Match(AllocatorModule module, WovenClass type, String prefix) {
        Match in(String prefix) {
            return new Match(module, type, prefix);
        }
    }

    /**
     * Costs a search for the name's last separator and one look at a letter for each home, for all but a few names: every
     * class of the program comes by here.
     *
     * @param name of a class, with dots or slashes
     * @return null for a class that is none of ours
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
