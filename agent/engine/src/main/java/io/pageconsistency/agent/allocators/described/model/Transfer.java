package io.pageconsistency.agent.allocators.described.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A method in which memory crosses, or in which all of a pool's memory comes back or ends, or a handle is put by for its next use.
 *
 * @param type the class that declares the method
 * @param page where the memory is; null for a reset or a close
 * @param range which elements of an array or a collection are meant; null for all
 * @param size null where the memory itself tells, or the pool's page size
 * @param holder through what the memory is used; null where nothing tells
 * @param pool where the pool's own object is; null for the usual place
 * @param condition when memory crosses at all; null for always
 */
public record Transfer(Location at, Kind kind, String type, MethodPattern method, Path page, Range range, Amount size, Path holder,
        Path pool, Condition condition) {
    /** With nothing but what each transfer has. */
    public static Transfer plain(Location at, Kind kind, String type, MethodPattern method, Path page) {
        return new Transfer(at, kind, type, method, page, null, null, null, null, null);
    }

    /** All ways there are, each with the key under which it is said. */
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

    /** What happens in the method. */
    public enum Kind {
        HAND_OUT("hand-out"), TAKE_BACK("take-back"), RESET("reset"), CLOSE("close"), RECYCLER("recycler");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        /** Whether pieces of memory cross, one by one. */
        public boolean isOfPieces() {
            return this == HAND_OUT || this == TAKE_BACK;
        }

        /** As it is written in a description. */
        public String key() {
            return key;
        }
    }
}
