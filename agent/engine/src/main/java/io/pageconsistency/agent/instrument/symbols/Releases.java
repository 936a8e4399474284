package io.pageconsistency.agent.instrument.symbols;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Some releases of a library. The fields of its classes distinguish them from the others. Immutable.
 *
 * <p>This is for releases that do the same work in different methods: each release needs one of the methods, and no release has
 * all.
 */
public final class Releases {
    /** A field that must exist, or must not. */
    private record Mark(String type, String field, boolean there) {
        boolean isIn(Map<String, ClassShape> shapes) {
            ClassShape shape = shapes.get(type);
            return (shape != null && shape.field(field) != null) == there;
        }
    }

    private static final Releases ALL = new Releases(List.of());

    private final List<Mark> marks;

    private Releases(List<Mark> marks) {
        this.marks = Collections.unmodifiableList(marks);
    }

    /** Returns all releases. */
    public static Releases all() {
        return ALL;
    }

    /** Returns the releases in which a class of the module has a field. */
    public static Releases with(String type, String field) {
        return ALL.and(type, field, true);
    }

    /** Returns the releases in which a class of the module does not have a field, or does not exist. */
    public static Releases without(String type, String field) {
        return ALL.and(type, field, false);
    }

    /** Returns those of these releases in which a class does not have a field either, or does not exist. */
    public Releases butNotWith(String type, String field) {
        return and(type, field, false);
    }

    private Releases and(String type, String field, boolean there) {
        List<Mark> all = new ArrayList<>(marks);
        all.add(new Mark(type, field, there));
        return new Releases(all);
    }

    /** @param shapes what the classes of a copy declare, by their names within the package */
    public boolean include(Map<String, ClassShape> shapes) {
        for (Mark mark : marks) {
            if (!mark.isIn(shapes)) {
                return false;
            }
        }
        return true;
    }
}
