package io.pageconsistency.agent.allocators.described;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.yaml.PoolsFile;

/**
 * What is watched by one name: a user's description, or a recipe, which may describe a pool as it is in several releases.
 *
 * <p>Thread-safe. A recipe is read when the first class it is about appears.
 */
public final class DescribedModule {
    private final String name;
    private final boolean recipe;
    private final Set<String> types;
    private List<PoolDescription> releases;

    private DescribedModule(String name, boolean recipe, Set<String> types, List<PoolDescription> releases) {
        this.name = name;
        this.recipe = recipe;
        this.types = Set.copyOf(types);
        this.releases = releases;
    }

    static DescribedModule of(PoolDescription described) {
        return new DescribedModule(described.name(), false, described.types(), List.of(described));
    }

    /** @param types the classes it is about */
    static DescribedModule ofRecipe(String name, Set<String> types) {
        return new DescribedModule(name, true, types, null);
    }

    public String name() {
        return name;
    }

    /** Whether it came with the agent, so that nobody expects its classes to be there. */
    public boolean isRecipe() {
        return recipe;
    }

    /** The classes it is about, by their binary names. */
    public Set<String> types() {
        return types;
    }

    /** The class whose subclasses are meant as well; null if none are. */
    public String supertype() {
        return !recipe && releases.get(0).subtypes() ? releases.get(0).type() : null;
    }

    /** The pool as it is in one release or another, in the order in which they are to be tried. */
    public synchronized List<PoolDescription> releases() {
        if (releases == null) {
            releases = read(name);
        }
        return releases;
    }

    /** @throws IllegalStateException when what is in the jar is wrong */
    static List<PoolDescription> read(String recipe) {
        String file = "recipes/" + recipe + ".yaml";
        List<String> problems = new ArrayList<>();
        try (InputStream in = DescribedModule.class.getResourceAsStream(file)) {
            List<PoolDescription> pools = PoolsFile.read(file, in, problems);
            if (problems.isEmpty()) {
                return pools;
            }
        } catch (IOException e) {
            problems.add(e.toString());
        }
        throw new IllegalStateException(String.join("; ", problems));
    }

    @Override
    public String toString() {
        return name + " " + new TreeSet<>(types);
    }
}
