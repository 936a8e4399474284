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
 * The descriptions under one name: one description by a user, or a recipe. A recipe may describe its pool differently for several
 * releases.
 *
 * <p>Thread-safe. A recipe is read when the first of its classes is loaded.
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

    /** @param types the binary names of the classes that the recipe describes */
    static DescribedModule ofRecipe(String name, Set<String> types) {
        return new DescribedModule(name, true, types, null);
    }

    /** The name in reports, and in {@code disable=}. */
    public String name() {
        return name;
    }

    /** Whether this is a recipe from the agent's jar. A recipe's classes may be missing without a notice. */
    public boolean isRecipe() {
        return recipe;
    }

    /** The binary names of the described classes. */
    public Set<String> types() {
        return types;
    }

    /** The class whose subclasses are described, too; null if there is none. */
    public String supertype() {
        return !recipe && releases.get(0).subtypes() ? releases.get(0).type() : null;
    }

    /** The descriptions of the pool for different releases, in the order in which they are tried. */
    public synchronized List<PoolDescription> releases() {
        if (releases == null) {
            releases = read(name);
        }
        return releases;
    }

    /** @throws IllegalStateException if the recipe in the jar is wrong */
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
