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
 * The copies of libraries that were met so far. The key is the module that covers the copy, the class loader, and the part of the
 * names before the library's own names.
 *
 * <p>Thread-safe. The agent holds no lock of its own when it asks a class loader, because the loader may hold, or need, other locks
 * while it defines a class. Two threads may therefore examine the same copy at the same time; the first result is kept.
 *
 * @param <M> the modules, compared by identity
 */
public final class Copies<M, C extends Copy<M>> {
    private final ConcurrentHashMap<Key, C> copies = new ConcurrentHashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /**
     * Returns the copy, which is examined if it is not known yet.
     *
     * @param met called once for each copy
     */
    public C get(M module, ClassLoader loader, String prefix, Supplier<C> examination, Consumer<C> met) {
        C known = copies.get(new Key(module, loader, prefix, null));
        if (known != null) {
            return known;
        }
        C examined = examination.get();
        for (Object key = collected.poll(); key != null; key = collected.poll()) {
            copies.remove(key);
        }
        C first = copies.putIfAbsent(new Key(module, loader, prefix, collected), examined);
        if (first != null) {
            return first;
        }
        met.accept(examined);
        return examined;
    }

    /** Returns the copies of a module, in a fixed order. */
    public List<C> of(M module) {
        return all().stream().filter(copy -> copy.module() == module).sorted(Comparator.comparing(C::where)).toList();
    }

    Collection<C> all() {
        return copies.values();
    }

    /**
     * A key with a weak reference to the loader. Loaders are compared by identity, whatever their own {@code equals} says. After
     * the loader was collected a key is equal only to itself.
     */
    private static final class Key extends WeakReference<ClassLoader> {
        private final Object module;
        private final String prefix;
        private final boolean boot;
        private final int hash;

        Key(Object module, ClassLoader loader, String prefix, ReferenceQueue<ClassLoader> queue) {
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
