package io.pageconsistency.agent.instrument;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The copies met so far, by module, class loader and prefix.
 *
 * <p>Thread-safe. Nobody waits for anybody in here: what is asked of a class loader while a class is being defined is never
 * asked under a lock of ours, because that loader may hold, or want, locks of its own. Two threads may therefore examine a
 * copy at the same time; the first to finish decides.
 */
final class LibraryCopies {
    private final ConcurrentHashMap<Key, LibraryCopy> copies = new ConcurrentHashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /**
     * Finds the copy, or examines it.
     *
     * @param met called once for each copy
     */
    LibraryCopy get(AllocatorModule module, ClassLoader loader, String prefix, Supplier<LibraryCopy> examination, Consumer<LibraryCopy> met) {
        LibraryCopy known = copies.get(new Key(module, loader, prefix, null));
        if (known != null) {
            return known;
        }
        LibraryCopy examined = examination.get();
        for (Object key = collected.poll(); key != null; key = collected.poll()) {
            copies.remove(key);
        }
        LibraryCopy first = copies.putIfAbsent(new Key(module, loader, prefix, collected), examined);
        if (first != null) {
            return first;
        }
        met.accept(examined);
        return examined;
    }

    /** In a fixed order. */
    List<LibraryCopy> of(AllocatorModule module) {
        return all().stream().filter(copy -> copy.module() == module).sorted(Comparator.comparing(LibraryCopy::where)).toList();
    }

    Collection<LibraryCopy> all() {
        return copies.values();
    }

    /** Equal by the loader's identity, whatever its own idea of equality, and after its collection only to itself. */
    private static final class Key extends WeakReference<ClassLoader> {
        private final AllocatorModule module;
        private final String prefix;
        private final boolean boot;
        private final int hash;

        Key(AllocatorModule module, ClassLoader loader, String prefix, ReferenceQueue<ClassLoader> queue) {
            super(loader, queue);
            this.module = module;
            this.prefix = prefix;
            boot = loader == null;
            hash = System.identityHashCode(module) * 31 * 31 + System.identityHashCode(loader) * 31 + prefix.hashCode();
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            if (!(other instanceof Key key) || key.module != module || key.boot != boot || !key.prefix.equals(prefix)) {
                return false;
            }
            ClassLoader loader = get();
            return boot || loader != null && key.get() == loader;
        }
    }
}
