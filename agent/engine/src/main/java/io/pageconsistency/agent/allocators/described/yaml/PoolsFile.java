package io.pageconsistency.agent.allocators.described.yaml;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

import io.pageconsistency.agent.allocators.described.model.Location;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;

/**
 * A file of descriptions.
 *
 * <p>The YAML library only composes nodes and constructs no objects, because only nodes have line numbers.
 */
public final class PoolsFile {
    private static final List<String> KEYS = List.of("pools");

    private PoolsFile() {
    }

    /**
     * Reads all pools of a file.
     *
     * @param problems receives a line for each mistake: the file, the line, what was given and what is allowed
     */
    public static List<PoolDescription> read(String file, List<String> problems) {
        if (Files.exists(Path.of(file)) && !Files.isRegularFile(Path.of(file))) {
            // Opening a pipe would wait for a writer, and a device may have no end.
            problems.add(file + ": is not a regular file; allowed: a file of descriptions");
            return List.of();
        }
        try (InputStream in = new FileInputStream(file)) {
            return read(file, in, problems);
        } catch (IOException e) {
            problems.add(file + ": cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    /** @param name the file's name, for messages */
    public static List<PoolDescription> read(String name, InputStream in, List<String> problems) throws IOException {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).build();
            byte[] text = Bounds.read(name, in, settings);
            Optional<Node> root = new Compose(settings).composeInputStream(new ByteArrayInputStream(text));
            if (root.isEmpty()) {
                throw new BadDescription(new Location(name, 1), "nothing is described; allowed: pools, and a list of them");
            }
            return pools(name, root.get(), problems);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            problems.add(new Location(name, line) + ": not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(name + ": not YAML: " + e.getMessage());
        } catch (BadDescription e) {
            problems.add(e.getMessage());
        }
        return List.of();
    }

    private static List<PoolDescription> pools(String name, Node root, List<String> problems) throws BadDescription {
        Mapping top = new Mapping(name, root, "file of descriptions", KEYS, problems);
        if (!top.isList("pools") || top.list("pools").isEmpty()) {
            if (problems.isEmpty()) {
                throw new BadDescription(top.at("pools"), "'pools' is missing or not a list; allowed: pools, and below it a '-' "
                        + "before each pool");
            }
            return List.of();
        }
        List<PoolDescription> pools = new ArrayList<>();
        PoolReader reader = new PoolReader(name, problems);
        for (Node node : top.list("pools")) {
            PoolDescription pool = reader.read(node);
            if (pool != null) {
                pools.add(pool);
            }
        }
        return pools;
    }
}
