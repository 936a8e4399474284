package io.pageconsistency.pools;

import java.lang.invoke.MethodHandles;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.boot.OwnCode;
import io.pageconsistency.ledger.Ledger;

/**
 * What woven code calls for pools that are known by a {@link SpaceKind}.
 *
 * <p>Nothing is thrown in here: what goes wrong is swallowed and counted, but for a {@link StackOverflowError} where no stack is
 * left even to note the gap in the record. What is returned is an error where the option
 * {@code on-violation=throw} has it that the operation does not take place, and otherwise null; the caller skips the pool's
 * method, or instead of returning from it throws the error.
 *
 * <p>The caller owes the order: a take-back is told on entry of the pool's method, before the memory can be handed to somebody
 * else, a hand-out after its normal exit. Each crossing is told once, also where one method of the pool calls another; for that
 * the caller keeps guard. Thread-safe.
 *
 * <p>What the parameters mean depends on the kind's {@linkplain SpaceKind#unit() unit}:
 * <ul>
 * <li>{@code pool}: the pool object; null for a static pool, and for take-backs by static methods, where the pool is found by
 *     what comes back;
 * <li>{@code handle}: the object that crosses, or null; where the unit is {@link SpaceKind.Unit#IDENTITY} it is the memory;
 * <li>{@code where}: the address of the first byte, or the number of the first page, or for identity nothing;
 * <li>{@code bytes}: how long it is; for a take-back -1 if the pool does not say, which means whatever was handed out there.
 * </ul>
 */
public final class SpaceHooks {
    private static final Ledger LEDGER = Ledger.ofThisJvm(MethodHandles.lookup());

    private SpaceHooks() {
    }

    /**
     * A pool has been made: it is seen from its birth, whatever its kind says. Need not be told of; a pool is known from its
     * first crossing on.
     */
    public static void opened(SpaceKind kind, Object pool) {
        Spaces.OF_THIS_JVM.opened(kind, pool);
    }

    /** Memory has crossed to a user. */
    public static PageConsistencyError handedOut(SpaceKind kind, Object pool, Object handle, long where, long bytes) {
        return Spaces.OF_THIS_JVM.handedOut(kind, pool, handle, handle, where, bytes);
    }

    /** Memory is about to cross back. */
    public static PageConsistencyError takingBack(SpaceKind kind, Object pool, Object handle, long where, long bytes) {
        return Spaces.OF_THIS_JVM.takingBack(kind, pool, handle, handle, where, bytes);
    }

    /** The pool threw while it took memory back: what became of it is not known, unless somebody holds it by now. */
    public static void takeBackFailed(SpaceKind kind, Object pool, Object handle, long where, long bytes) {
        Spaces.OF_THIS_JVM.takeBackFailed(kind, pool, handle, where, bytes);
    }

    /** All that a pool has handed out is about to come back at once, by the pool's own rules. */
    public static void reset(SpaceKind kind, Object pool) {
        Spaces.OF_THIS_JVM.reset(kind, pool);
    }

    /** A pool is about to end, and its memory with it: nobody may hold anything of it. */
    public static void closing(SpaceKind kind, Object pool) {
        Spaces.OF_THIS_JVM.closing(kind, pool);
    }

    /**
     * Whether there were so many objects in which memory was handed out that not all are on record: in some pools a holder may not
     * be recognised any more who frees what has meanwhile been handed to another.
     */
    public static boolean isForgetful() {
        return Holders.areGivenUp();
    }

    /** Nothing is told any more; whoever is told next begins anew with what is to be said of the record. */
    public static void uninstall(MethodHandles.Lookup caller) {
        OwnCode.require(caller);
        Holders.forgetGivenUp();
    }

    /** Takes an error out of woven code itself. */
    public static void swallow(Throwable error) {
        LEDGER.reports().swallow(error);
    }
}
