package io.pageconsistency.agent.instrument;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;

import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.boot.OwnRights;

/**
 * Finds the books of a covered pool by the owner of a region.
 *
 * <p>Books refer to classes of the application, so they are held weakly, and created again after a collection. Thread-safe.
 */
final class BooksByOwner implements Function<Object, Books> {
    private final Weaver weaver;
    private final Admission admission;
    private final Map<Class<?>, WeakReference<Books>> made = new WeakHashMap<>();

    BooksByOwner(Weaver weaver, Admission admission) {
        this.weaver = weaver;
        this.admission = admission;
    }

    /** Returns null if there are no books or if they cannot be read. In the second case the copy knows the reason. */
    @Override
    public Books apply(Object owner) {
        Class<?> type = owner.getClass();
        Names.Match match = weaver.find(type.getName());
        if (match == null) {
            return null;
        }
        LibraryCopy copy = weaver.copy(match, type.getClassLoader(), type.getProtectionDomain());
        return copy.isAccepted() && copy.unread() == null ? OwnRights.in(() -> of(type, copy)) : null;
    }

    private synchronized Books of(Class<?> type, LibraryCopy copy) {
        WeakReference<Books> known = made.get(type);
        Books books = known == null ? null : known.get();
        if (books == null) {
            try {
                books = copy.module().books(type, admission::open);
                made.put(type, new WeakReference<>(books));
            } catch (ReflectiveOperationException | RuntimeException e) {
                weaver.cannotRead(copy, e.toString());
            }
        }
        return books;
    }
}
