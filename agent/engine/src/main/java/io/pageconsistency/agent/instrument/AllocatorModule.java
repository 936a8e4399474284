package io.pageconsistency.agent.instrument;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.hooks.Checker;

/**
 * Defines how one allocator is watched: the classes to weave, the symbols that must exist, and the hooks for each method.
 *
 * <p>Classes are recognised by the end of their names, so one module covers every copy of its library in a JVM: several versions in
 * several class loaders, and relocated ("shaded") copies beside the original. A class loader and the part of the name before
 * {@link #home()} identify a copy.
 *
 * <p>Implementations are immutable.
 */
public interface AllocatorModule {
    /** The module's name in options, events and reports, for example {@code netty-pooled}. */
    String name();

    /** The end of the name of the classes' package, with a dot at its end, for example {@code netty.buffer.}. */
    String home();

    /**
     * The packages of the library, in the same form as {@link #home()}. The caller of the library is the first frame of a stack
     * that is in none of them.
     */
    default Set<String> packages() {
        return Set.of(home());
    }

    /**
     * Methods of other classes of the library that pass a call on to the allocator. The caller of such a method counts as the
     * caller of the library. The keys are beginnings of class names, in the same form as {@link #home()}.
     */
    default Map<String, Set<String>> handingOn() {
        return Map.of();
    }

    /** The classes to weave, in the order in which their symbols are checked. */
    List<WovenClass> classes();

    /**
     * Returns what adopts an owner that existed before the agent: it calls {@link io.pageconsistency.tracking.PoolRegions#adopted}
     * with a region.
     *
     * @param ownerType the class of the owners, in one copy
     * @param checker takes the region
     * @return null if the module cannot tell where the memory of such an owner is
     * @throws ReflectiveOperationException if the class is not as expected; the copy is then refused
     */
    default Consumer<Object> adopter(Class<?> ownerType, Checker checker) throws ReflectiveOperationException {
        return null;
    }

    /** The symbols that are needed to read the pool's own books. A copy without them is still covered. */
    default List<WovenClass> bookSymbols() {
        return List.of();
    }

    /**
     * Returns a reader of the pool's own books, for regions whose owners are of one class.
     *
     * @param opener opens the package of a class to the agent
     * @return null if the module knows no books
     * @throws ReflectiveOperationException if the books are not as expected
     */
    default Books books(Class<?> ownerType, Consumer<Class<?>> opener) throws ReflectiveOperationException {
        return null;
    }

    /** Whether any operation of the allocator was recorded. */
    default boolean seen(Checker checker) {
        return checker.ledger().regions().seen(name());
    }

    /**
     * Whether the agent reports that it met no copy of the library. False for a library that few applications have, and whose users
     * know that they have it.
     */
    default boolean isExpected() {
        return true;
    }

    /** Returns a variant of this module whose operations can be {@linkplain #refuses refused}, or this module if there is none. */
    default AllocatorModule refusing() {
        return this;
    }

    /**
     * Whether a hand-out or take-back that the ledger refuses does not take place and throws. Such a module calls
     * {@link io.pageconsistency.hooks.RefusingHooks}.
     */
    default boolean refuses() {
        return false;
    }
}
