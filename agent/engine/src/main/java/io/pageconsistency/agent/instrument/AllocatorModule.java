package io.pageconsistency.agent.instrument;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.hooks.Checker;

/**
 * What it takes to watch one allocator: the classes to weave, the symbols that must be there, and the advice for each method.
 *
 * <p>Classes are known by the end of their names, so that one module covers every copy of its library in a virtual machine:
 * several versions in several class loaders, and relocated ones ("shaded") beside the original. A copy is a class loader and
 * what stands before {@link #home()} in the names.
 *
 * <p>Implementations are immutable.
 */
public interface AllocatorModule {
    /** As it appears in options, events and reports, for example {@code netty-pooled}. */
    String name();

    /** The end of the package the classes live in, with a dot at its end, for example {@code netty.buffer.}. */
    String home();

    /**
     * Where the library's own classes live, so that the first frame of a stack in none of these is who called it; packages of the
     * same form as {@link #home()}.
     */
    default Set<String> packages() {
        return Set.of(home());
    }

    /**
     * Methods by which other classes of the library hand on a call to those above, so that who called these is who called it: by the
     * beginning of the classes' names, of the same form as {@link #home()}.
     */
    default Map<String, Set<String>> handingOn() {
        return Map.of();
    }

    /** In the order in which their symbols are looked for. */
    List<WovenClass> classes();

    /**
     * What gives a region to an owner whose beginning was not seen, by calling
     * {@link io.pageconsistency.tracking.PoolRegions#adopted}.
     *
     * @param ownerType the class of the owners, of one copy
     * @param checker whom to tell of the region
     * @return null when the module cannot tell where the memory of such an owner is
     * @throws ReflectiveOperationException when the class is not as expected, which refuses the copy
     */
    default Consumer<Object> adopter(Class<?> ownerType, Checker checker) throws ReflectiveOperationException {
        return null;
    }

    /** What must be there so that the pool's own books can be read; without it the copy is covered all the same. */
    default List<WovenClass> bookSymbols() {
        return List.of();
    }

    /**
     * What reads the pool's own books of regions whose owners are of a class.
     *
     * @param opener opens the package of a class to the agent
     * @return null when the module knows none
     * @throws ReflectiveOperationException when they are not as expected
     */
    default Books books(Class<?> ownerType, Consumer<Class<?>> opener) throws ReflectiveOperationException {
        return null;
    }

    /** Whether anything of the allocator was recorded. */
    default boolean seen(Checker checker) {
        return checker.ledger().regions().seen(name());
    }

    /**
     * Whether it is worth saying that no copy of its library was met. Not of a library that few applications have, and that
     * these know they have.
     */
    default boolean isExpected() {
        return true;
    }

    /** This module woven so that operations are {@linkplain #refuses refused}; itself if it knows no such way. */
    default AllocatorModule refusing() {
        return this;
    }

    /**
     * Whether a hand-out or take-back that the ledger refuses does not take place and throws, because it calls
     * {@link io.pageconsistency.hooks.RefusingHooks}.
     */
    default boolean refuses() {
        return false;
    }
}
