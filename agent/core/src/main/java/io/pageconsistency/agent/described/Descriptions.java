package io.pageconsistency.agent.described;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.agent.described.model.PoolDescription;
import io.pageconsistency.agent.described.yaml.PoolsFile;

/** All descriptions: the user's files, and the recipes. */
public final class Descriptions {
    /** Which class is in which recipe, so that none needs to be read before its class appears. */
    private static final String INDEX = "recipes/index";

    private Descriptions() {
    }

    /**
     * Reads the user's files.
     *
     * @param taken names of other modules
     * @param problems gets a line for each thing that is wrong
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

    /** The recipes in the jar. */
    public static List<DescribedModule> recipes() {
        Map<String, Set<String>> types = new LinkedHashMap<>();
        try (InputStream in = Descriptions.class.getResourceAsStream(INDEX);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                if (space > 0) {
                    types.computeIfAbsent(line.substring(0, space), name -> new LinkedHashSet<>()).add(line.substring(space + 1));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(INDEX, e);
        }
        List<DescribedModule> recipes = new ArrayList<>();
        types.forEach((name, classes) -> recipes.add(DescribedModule.ofRecipe(name, classes)));
        return recipes;
    }

    /** The recipes but for those about classes that the user has described himself. */
    public static List<DescribedModule> recipesBeside(List<DescribedModule> users) {
        Set<String> own = new HashSet<>();
        users.forEach(module -> own.addAll(module.types()));
        return recipes().stream().filter(recipe -> recipe.types().stream().noneMatch(own::contains)).toList();
    }
}
