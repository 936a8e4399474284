package io.pageconsistency.agent.allocators.described.model;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.pageconsistency.pools.PoolKind;

/**
 * A pool as a file describes it.
 *
 * @param name the pool's name, which becomes the module's name
 * @param type the binary name of the pool's class
 * @param subtypes whether its subclasses, or an interface's implementations, are described, too
 * @param handles what distinguishes one hand-out of a piece of memory from the next one of the same piece
 * @param numbers the meaning of a number that the pool hands out
 * @param arrays the meaning of an array that the pool hands out
 * @param guard what the pool does when it is given memory that is not handed out
 * @param foreign whether the pool may be given memory that it has never handed out
 * @param freeMemory what the pool does with free memory
 * @param pageSize null if each hand-out has a size of its own
 * @param freeLists fields with the pool's free memory, for a pool that has no methods to hook
 * @param transfers in the file's order
 */
public record PoolDescription(Location at, String name, String type, boolean subtypes, Scope scope,
        PoolKind.Handles handles, Numbers numbers, Arrays arrays, Guard guard,
        Foreign foreign, FreeMemory freeMemory, Amount pageSize, List<FreeList> freeLists, List<Transfer> transfers) {
    /**
     * A field with the list of free memory. An element that is removed from the list is handed out, and an element that is added is
     * taken back.
     */
    public record FreeList(Location at, Path path) {
    }

    /** To what a pool's memory belongs. */
    public enum Scope {
        /** To the pool's object. Each object has memory of its own. */
        INSTANCE,
        /** To the class. All of its objects, and its static methods, share the memory. */
        STATIC,
        /**
         * To the pool's object that handed it out. A take-back may be in another object, so the owner is found by the memory's
         * address.
         */
        ADDRESS
    }

    /** The meaning of an {@code int} or a {@code long}. */
    public enum Numbers {
        /** {@code BY_TYPE} means an address for a {@code long}, and a page's number for an {@code int}. */
        BY_TYPE, ADDRESSES, OFFSETS, PAGES
    }

    /**
     * The meaning of an array of objects, or of numbers that can be addresses or page numbers. An array of another type is always
     * memory.
     */
    public enum Arrays {
        /** The array is a container. Its elements are the memory. */
        CONTENTS,
        /** The array itself is the memory, known by its identity. */
        MEMORY
    }

    /** What a pool does when it is given memory that is not handed out. */
    public enum Guard {
        /** The pool accepts the memory, and is damaged from then on. */
        NONE,
        /** The pool throws an exception, and its state does not change. */
        THROWS,
        /** The pool returns {@code false}, and its state does not change. */
        FALSE
    }

    /** Whether a pool may be given memory that it has never handed out. */
    public enum Foreign {
        /** This is a violation, if the agent has seen the pool from its constructor on. */
        REPORTED,
        /** The pool accepts the memory, and hands it out later. */
        ACCEPTED
    }

    /** What a pool does with memory that is not handed out. */
    public enum FreeMemory {
        /** It may write to the memory: keep links there, or clear it. */
        USED,
        /**
         * It does not touch the memory, from the call of the method that takes it back until the method returns that hands it out
         * again.
         */
        UNTOUCHED
    }

    /**
     * Whether a transferred number is the number of a page.
     *
     * @param wide whether the number's type is wide enough for an address
     */
    public boolean numbersPages(boolean wide) {
        return numbers == Numbers.PAGES || numbers == Numbers.BY_TYPE && !wide;
    }

    /** All classes that are woven, including the pool's own. */
    public Set<String> types() {
        Set<String> types = transfers.stream().map(Transfer::type)
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
        types.add(type);
        return types;
    }
}
