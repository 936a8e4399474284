package io.pageconsistency.agent.allocators.described;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.yaml.PoolsFile;

/** All descriptions: those in the user's files, and the recipes. */
public final class Descriptions {
    /** Maps classes to recipes, so that a recipe is read only when one of its classes is loaded. */
    private static final String INDEX = "recipes/index";

    private Descriptions() {
    }

    /**
     * Reads the user's files.
     *
     * @param taken the names of other modules, which a pool cannot have
     * @param problems receives a line for each mistake
     */
    public static List<DescribedModule> read(Collection<String> files, Set<String> taken, List<String> problems) {
        List<DescribedModule> modules = new ArrayList<>();
        Map<String, PoolDescription> names = new LinkedHashMap<>();
        for (String file : files) {
            for (PoolDescription pool : PoolsFile.read(file, problems)) {
                PoolDescription other = names.putIfAbsent(pool.name(), pool);
                if (other != null) {
                    problems.add(pool.at() + ": the name '" + pool.name() + "' is that of the pool at " + other.at()
                            + "; allowed: one of its own");
                } else if (taken.contains(pool.name())) {
                    problems.add(pool.at() + ": the name '" + pool.name()
                            + "' is that of a module of the agent; allowed: one of its own");
                } else {
                    modules.add(DescribedModule.of(pool));
                }
            }
        }
        return modules;
    }

    private static String index() {
        try (InputStream in = Descriptions.class.getResourceAsStream(INDEX)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(INDEX, e);
        }
    }

    /** The recipes in the jar. */
    public static List<DescribedModule> recipes() {
        Map<String, Set<String>> types = new LinkedHashMap<>();
        // Runs at every start, so it avoids the classes that reading by lines would load.
        String index = index();
        int start = 0;
        for (int end = index.indexOf('\n'); end >= 0; end = index.indexOf('\n', start)) {
            int tracked = index.indexOf(' ', start);
            types.computeIfAbsent(index.substring(start, tracked), name -> new LinkedHashSet<>()).add(index.substring(tracked + 1, end));
            start = end + 1;
        }
        List<DescribedModule> recipes = new ArrayList<>();
        types.forEach((name, classes) -> recipes.add(DescribedModule.ofRecipe(name, classes)));
        return recipes;
    }

    /** The recipes without those for classes that the user has described. */
    public static List<DescribedModule> beside(List<DescribedModule> users, List<DescribedModule> recipes) {
        Set<String> own = new HashSet<>();
        users.forEach(module -> own.addAll(module.types()));
        List<DescribedModule> others = new ArrayList<>(recipes);
        others.removeIf(recipe -> !Collections.disjoint(recipe.types(), own));
        return others;
    }
}
