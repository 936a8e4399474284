package io.pageconsistency.agent.allocators.described.model;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.pageconsistency.pools.PoolKind;

/**
 * A pool, as a file describes it.
 *
 * @param name of the module that it makes
 * @param type the class of the pool, by its binary name
 * @param subtypes whether its subclasses, or an interface's implementations, are meant as well
 * @param handles what tells one hand-out of a piece of memory from the next
 * @param numbers what a number means that a pool hands out
 * @param arrays what an array is that crosses
 * @param guard what the pool itself does about memory that is not out
 * @param foreign what it means that memory comes back which the pool has never handed out
 * @param freeMemory what the pool does with memory while it is free
 * @param pageSize null where each hand-out has a size of its own
 * @param freeLists fields in which the pool keeps what is free, where it has no methods of its own to name
 * @param transfers in the file's order
 */
public record PoolDescription(Location at, String name, String type, boolean subtypes, Scope scope,
        PoolKind.Handles handles, Numbers numbers, Arrays arrays, Guard guard,
        Foreign foreign, FreeMemory freeMemory, Amount pageSize, List<FreeList> freeLists, List<Transfer> transfers) {
    /** A field with the list of what is free: what is taken out of it is handed out, and what is put into it has come back. */
    public record FreeList(Location at, Path path) {
    }

    /** What the memory of a pool belongs to. */
    public enum Scope {
        /** The pool's object; each has memory of its own. */
        INSTANCE,
        /** The class: all of its objects, and none, share their memory. */
        STATIC,
        /** The pool's object hands it out; who takes it back is found by the memory. */
        ADDRESS
    }

    /** What an {@code int} or a {@code long} is. */
    public enum Numbers {
        /** An address if it is a {@code long}, a page's number if it is an {@code int}. */
        BY_TYPE, ADDRESSES, OFFSETS, PAGES
    }

    /** What an array is that crosses. Those of characters, of fractions and of bytes are memory in any case. */
    public enum Arrays {
        /** It only holds what is meant: objects, or numbers. */
        CONTENTS,
        /** Known by its identity, whatever is in it. */
        MEMORY
    }

    /** What a pool does when it is given memory that is not out. */
    public enum Guard {
        /** It takes it, and is broken from then on. */
        NONE,
        /** It throws, and nothing has happened. */
        THROWS,
        /** It answers {@code false}, and nothing has happened. */
        FALSE
    }

    /** What comes back and was never handed out. */
    public enum Foreign {
        /** A mistake, in a pool that was seen from its birth. */
        REPORTED,
        /** The pool takes whatever it is given, and hands it out later. */
        ACCEPTED
    }

    /** What a pool does with memory while nobody has it. */
    public enum FreeMemory {
        /** Whatever it likes: it may keep its links there, or clear it. */
        USED,
        /** Nothing, from the call of a method that takes it back to the return of the one that hands it out again. */
        UNTOUCHED
    }

    /** Whether a number that crosses is that of a page. @param wide whether it is wide enough for an address */
    public boolean numbersPages(boolean wide) {
        return numbers == Numbers.PAGES || numbers == Numbers.BY_TYPE && !wide;
    }

    /** All classes that are woven, the pool's own first. */
    public Set<String> types() {
        Set<String> types = transfers.stream().map(Transfer::type)
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
        types.add(type);
        return types;
    }
}
