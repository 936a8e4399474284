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
 * The copies of libraries met so far, by the module that covers them, by class loader, and by what stands before the library's
 * own names.
 *
 * <p>Thread-safe. Nobody waits for anybody in here: what is asked of a class loader while a class is being defined is never
 * asked under a lock of ours, because that loader may hold, or want, locks of its own. Two threads may therefore examine a
 * copy at the same time; the first to finish decides.
 *
 * @param <M> modules, told apart by their identity
 */
public final class Copies<M, C extends Copy<M>> {
    private final ConcurrentHashMap<Key, C> copies = new ConcurrentHashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /**
     * Finds the copy, or examines it.
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

    /** In a fixed order. */
    public List<C> of(M module) {
        return all().stream().filter(copy -> copy.module() == module).sorted(Comparator.comparing(C::where)).toList();
    }

    Collection<C> all() {
        return copies.values();
    }

    /** Equal by the loader's identity, whatever its own idea of equality, and after its collection only to itself. */
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
