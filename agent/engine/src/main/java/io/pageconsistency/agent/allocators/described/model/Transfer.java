package io.pageconsistency.agent.allocators.described.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A hooked method of a pool. It transfers memory, or takes back or ends all of the pool's memory, or stores a handle for its next
 * use.
 *
 * @param type the class that declares the method
 * @param page the path to the memory; null for a reset or a close
 * @param range the elements of an array or a collection that are transferred; null for all
 * @param size null if the memory has a length of its own, or if the pool's page size is used
 * @param holder the path to the object through which the memory is used; null if the description has none
 * @param pool the path to the pool's object; null for the default
 * @param condition decides whether a call transfers memory; null if each call does
 */
public record Transfer(Location at, Kind kind, String type, MethodPattern method, Path page, Range range, Amount size, Path holder,
        Path pool, Condition condition) {
    /** A transfer with only the parts that every transfer has. */
    public static Transfer plain(Location at, Kind kind, String type, MethodPattern method, Path page) {
        return new Transfer(at, kind, type, method, page, null, null, null, null, null);
    }

    /** All paths, each with its key in the description. */
    public List<Map.Entry<String, Path>> paths() {
        List<Map.Entry<String, Path>> paths = new ArrayList<>();
        add(paths, "page", page);
        add(paths, "range", range == null ? null : range.from().path());
        add(paths, "range", range == null ? null : range.end().path());
        add(paths, "size", size == null ? null : size.path());
        add(paths, "holder", holder);
        add(paths, "pool", pool);
        add(paths, condition == null ? "" : condition.key(), condition == null ? null : condition.path());
        add(paths, condition == null ? "" : condition.key(), condition == null ? null : condition.otherPath());
        return paths;
    }

    private static void add(List<Map.Entry<String, Path>> paths, String key, Path path) {
        if (path != null) {
            paths.add(Map.entry(key, path));
        }
    }

    /** What a method does. */
    public enum Kind {
        HAND_OUT("hand-out"), TAKE_BACK("take-back"), RESET("reset"), CLOSE("close"), RECYCLER("recycler");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** Whether the method transfers single pieces of memory. */
        public boolean isOfPieces() {
            return this == HAND_OUT || this == TAKE_BACK;
        }

        /** The key in a description. */
        public String key() {
            return key;
        }
    }
}
