package io.pageconsistency.agent.allocators.described.weaving;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pageconsistency.agent.allocators.described.DescribedModule;

/**
 * The copies met so far, by module and class loader; of pools that are meant with their subtypes there is one for all loaders.
 *
 * <p>Thread-safe. No class loader is asked under a lock of ours, because it may hold, or want, locks of its own. So two threads may
 * examine a copy at the same time; the first to finish decides.
 */
final class DescribedCopies {
    private final ConcurrentHashMap<Key, DescribedCopy> copies = new ConcurrentHashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /** @param met called once for each copy */
    DescribedCopy get(DescribedModule module, ClassLoader loader, Supplier<DescribedCopy> examination,
            Consumer<DescribedCopy> met) {
        ClassLoader apart = module.supertype() == null ? loader : null;
        DescribedCopy known = copies.get(new Key(module, apart, null));
        if (known != null) {
            return known;
        }
        DescribedCopy examined = examination.get();
        for (Object key = collected.poll(); key != null; key = collected.poll()) {
            copies.remove(key);
        }
        DescribedCopy first = copies.putIfAbsent(new Key(module, apart, collected), examined);
        if (first != null) {
            return first;
        }
        met.accept(examined);
        return examined;
    }

    /** In a fixed order. */
    List<DescribedCopy> of(DescribedModule module) {
        return all().stream().filter(copy -> copy.module() == module).sorted(Comparator.comparing(DescribedCopy::where)).toList();
    }

    private Collection<DescribedCopy> all() {
        return copies.values();
    }

    /** Equal by the loader's identity, whatever its own idea of equality, and after its collection only to itself. */
    private static final class Key extends WeakReference<ClassLoader> {
        private final DescribedModule module;
        private final boolean boot;
        private final int hash;

        Key(DescribedModule module, ClassLoader loader, ReferenceQueue<ClassLoader> queue) {
            super(loader, queue);
            this.module = module;
            boot = loader == null;
            hash = System.identityHashCode(module) * 31 + System.identityHashCode(loader);
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
            if (!(other instanceof Key key) || key.module != module || key.boot != boot) {
                return false;
            }
            ClassLoader loader = get();
            return boot || loader != null && key.get() == loader;
        }
    }
}
