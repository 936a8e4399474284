package io.pageconsistency.agent.allocators.described.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import io.pageconsistency.agent.allocators.described.model.Location;

/** A mapping of a YAML file, with the keys that are allowed in it. */
final class Mapping {
    private final String file;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();

    /**
     * @param what the thing that the mapping describes, for a message
     * @param problems receives a line for each wrong key; the other keys can still be read
     * @throws BadDescription if the node is not a mapping
     */
    Mapping(String file, Node node, String what, List<String> keys, List<String> problems) throws BadDescription {
        this.file = file;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            throw new BadDescription(at(node), "a " + what + " is written as 'key: value'; allowed: " + String.join(", ", keys));
        }
        for (NodeTuple pair : mapping.getValue()) {
            String key = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!keys.contains(key)) {
                problems.add(new BadDescription(at(pair.getKeyNode()), "a " + what + " has no key '" + key + "'; allowed: "
                        + String.join(", ", keys) + Nearest.hint(key, keys)).getMessage());
            } else if (values.putIfAbsent(key, pair.getValueNode()) != null) {
                problems.add(new BadDescription(at(pair.getKeyNode()), "'" + key + "' is given twice; allowed: once").getMessage());
            }
        }
    }

    Location at() {
        return at(node);
    }

    Location at(String key) {
        return values.containsKey(key) ? at(values.get(key)) : at();
    }

    private Location at(Node of) {
        return location(file, of);
    }

    static Location location(String file, Node of) {
        return new Location(file, of.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** @return null if the key is missing */
    String text(String key) throws BadDescription {
        Node value = values.get(key);
        if (value == null) {
            return null;
        }
        String text = value instanceof ScalarNode scalar ? scalar.getValue().trim() : "";
        if (text.isEmpty()) {
            throw new BadDescription(at(value), "'" + key + "' has no value, or one of several lines; allowed: one word or phrase");
        }
        return text;
    }

    String required(String key, String what) throws BadDescription {
        String text = text(key);
        if (text == null) {
            throw new BadDescription(at(), "'" + key + "' is missing; allowed: " + what);
        }
        return text;
    }

    /** The constant of an enum whose name is the key's value. */
    <E extends Enum<E>> E oneOf(String key, Class<E> type, E otherwise, List<E> allowed) throws BadDescription {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        List<String> words = allowed.stream().map(value -> word(value)).toList();
        if (!words.contains(text)) {
            throw new BadDescription(at(key), "'" + key + "' cannot be '" + text + "'; allowed: " + String.join(", ", words)
                    + Nearest.hint(text, words));
        }
        return Arrays.stream(type.getEnumConstants()).filter(value -> word(value).equals(text)).findFirst().orElseThrow();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    boolean isList(String key) {
        return values.get(key) instanceof SequenceNode;
    }

    /** The elements of a list, or a single value as a list of one; empty if the key is missing. */
    List<Node> list(String key) {
        Node value = values.get(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof SequenceNode sequence ? new ArrayList<>(sequence.getValue()) : List.of(value);
    }
}
