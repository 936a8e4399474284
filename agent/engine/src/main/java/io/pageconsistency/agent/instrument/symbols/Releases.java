package io.pageconsistency.agent.instrument.symbols;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Some releases of a library, told from others by which fields its classes have. Immutable.
 *
 * <p>For where releases do the same work in different methods, so that each of them needs one, and none all.
 */
public final class Releases {
    /** A field that must be there, or must not. */
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

    /** All of them. */
    public static Releases all() {
        return ALL;
    }

    /** Those in which a class of the module has a field. */
    public static Releases with(String type, String field) {
        return ALL.and(type, field, true);
    }

    /** Those in which it has not, or in which there is no such class. */
    public static Releases without(String type, String field) {
        return ALL.and(type, field, false);
    }

    /** Of these, those in which a class has not got a field either. */
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
