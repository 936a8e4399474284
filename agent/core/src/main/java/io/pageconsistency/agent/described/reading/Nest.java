package io.pageconsistency.agent.described.reading;

import java.util.Arrays;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.agent.described.model.Crossing.Kind;
import io.pageconsistency.pools.SpaceHooks;
import io.pageconsistency.pools.SpaceKind;

/**
 * The described methods that a thread is in, one called by the other, and the memory that has crossed in them.
 *
 * <p>Pools' methods call each other: overloads, a subclass its superclass, the release of all that of each. Memory that crosses in such a
 * nest crosses once, though several methods are hooked on its way:
 * <ul>
 * <li>what an outer method has taken back, an inner one does not take back again;
 * <li>what an inner one has handed out, an outer one does not hand out again;
 * <li>what is given back inside a method that hands out has not left the pool, but for what was handed out inside of it; nor is
 *     anything given back that comes up while a pool is emptied or closed.
 * </ul>
 *
 * <p>For one thread.
 */
final class Nest {
    private static final int FIRST_SIZE = 4;
    private static final byte NONE = 0;
    private static final byte OUT = 1;
    private static final byte BACK = 2;

    private int depth;
    private HookedCrossing[] frames = new HookedCrossing[FIRST_SIZE];
    private Object[] framePools = new Object[FIRST_SIZE];
    private int[] firstPieces = new int[FIRST_SIZE];

    private int pieces;
    private byte[] ways = new byte[FIRST_SIZE];
    private SpaceKind[] kinds = new SpaceKind[FIRST_SIZE];
    private Object[] pools = new Object[FIRST_SIZE];
    private Object[] handles = new Object[FIRST_SIZE];
    private long[] wheres = new long[FIRST_SIZE];
    private long[] bytes = new long[FIRST_SIZE];
    /** Where the last piece was found: pieces come up in their order again. */
    private int cursor;

    /** @param pool null if it is not known yet */
    int enter(HookedCrossing crossing, Object pool) {
        if (depth == frames.length) {
            frames = Arrays.copyOf(frames, depth * 2);
            framePools = Arrays.copyOf(framePools, depth * 2);
            firstPieces = Arrays.copyOf(firstPieces, depth * 2);
        }
        frames[depth] = crossing;
        framePools[depth] = pool;
        firstPieces[depth] = pieces;
        return ++depth;
    }

    /** @param at what {@link #enter} returned; what is deeper was left on a way that we did not see */
    void leave(int at, boolean failed) {
        if (at > depth) {
            return;
        }
        int first = firstPieces[at - 1];
        if (frames[at - 1].kind() == Kind.TAKE_BACK) {
            if (failed) {
                backFailed(first);
            }
            forgetBack(first);
        }
        Arrays.fill(frames, at - 1, depth, null);
        Arrays.fill(framePools, at - 1, depth, null);
        depth = at - 1;
        if (depth == 0) {
            truncate(0);
        }
    }

    /** @return an error if the user is not to have it */
    PageConsistencyError handOut(SpaceKind kind, Object pool, Object handle, long where, long length) {
        if (pieces > 0 && find(kind, pool, handle, where, OUT, firstPieces[depth - 1]) >= 0) {
            return null;
        }
        PageConsistencyError refused = SpaceHooks.handedOut(kind, pool, handle, where, length);
        if (depth > 1 && refused == null) {
            forget(kind, pool, handle, where, BACK);
            remember(kind, pool, handle, where, length, OUT);
        }
        return refused;
    }

    /** By a future, which may have been completed inside of a method that takes the same memory back. */
    void handOutLater(SpaceKind kind, Object pool, Object handle, long where, long length) {
        SpaceHooks.handedOut(kind, pool, handle, where, length);
        forget(kind, pool, handle, where, BACK);
    }

    /** @return an error if it is not to take place */
    PageConsistencyError takeBack(SpaceKind kind, DescribedPool described, Object pool, Object handle, long where,
            long length) {
        if (depth > 1) {
            Kind around = around(described, pool);
            if (around == Kind.RESET || around == Kind.CLOSE
                    || around == Kind.HAND_OUT && !forget(kind, pool, handle, where, OUT)
                    || find(kind, pool, handle, where, BACK, 0, firstPieces[depth - 1]) >= 0) {
                return null;
            }
        }
        PageConsistencyError refused = SpaceHooks.takingBack(kind, pool, handle, where, length);
        if (refused == null && depth > 0) {
            if (depth > 1) {
                forget(kind, pool, handle, where, OUT);
            }
            remember(kind, pool, handle, where, length, BACK);
        }
        return refused;
    }

    /** A take-back of several pieces has been refused at one of them: the others stay with their users as well. */
    void undo() {
        int first = depth == 0 ? 0 : firstPieces[depth - 1];
        backFailed(first);
        forgetBack(first);
    }

    /** What of this pool we are inside of that explains why memory comes back. */
    private Kind around(DescribedPool described, Object pool) {
        Kind found = null;
        for (int i = 0; i < depth - 1; i++) {
            HookedCrossing frame = frames[i];
            boolean same = frame.pool() == described && (pool == null || framePools[i] == null || framePools[i] == pool);
            if (same && frame.kind() != Kind.TAKE_BACK && found != Kind.CLOSE && found != Kind.RESET) {
                found = frame.kind();
            }
        }
        return found;
    }

    private int find(SpaceKind kind, Object pool, Object handle, long where, byte way, int first) {
        return find(kind, pool, handle, where, way, first, pieces);
    }

    private int find(SpaceKind kind, Object pool, Object handle, long where, byte way, int first, int end) {
        int length = end - first;
        int start = cursor >= first && cursor < end ? cursor - first : 0;
        for (int n = 0; n < length; n++) {
            int i = first + (start + n) % length;
            if (ways[i] == way && kinds[i] == kind && wheres[i] == where && (pools[i] == pool || pool == null || pools[i] == null)
                    && (kind.unit() != SpaceKind.Unit.IDENTITY || handles[i] == handle)) {
                cursor = i + 1;
                return i;
            }
        }
        return -1;
    }

    private boolean forget(SpaceKind kind, Object pool, Object handle, long where, byte way) {
        int found = find(kind, pool, handle, where, way, 0);
        if (found >= 0) {
            ways[found] = NONE;
            handles[found] = null;
        }
        return found >= 0;
    }

    private void remember(SpaceKind kind, Object pool, Object handle, long where, long length, byte way) {
        int i = pieces;
        if (i == ways.length) {
            ways = Arrays.copyOf(ways, i * 2);
            kinds = Arrays.copyOf(kinds, i * 2);
            pools = Arrays.copyOf(pools, i * 2);
            handles = Arrays.copyOf(handles, i * 2);
            wheres = Arrays.copyOf(wheres, i * 2);
            bytes = Arrays.copyOf(bytes, i * 2);
        }
        ways[i] = way;
        kinds[i] = kind;
        pools[i] = pool;
        handles[i] = handle;
        wheres[i] = where;
        bytes[i] = length;
        pieces = i + 1;
    }

    private void backFailed(int first) {
        for (int i = first; i < pieces; i++) {
            if (ways[i] == BACK) {
                SpaceHooks.takeBackFailed(kinds[i], pools[i], handles[i], wheres[i], bytes[i]);
            }
        }
    }

    private void forgetBack(int first) {
        int kept = first;
        for (int i = first; i < pieces; i++) {
            if (ways[i] == OUT) {
                ways[kept] = ways[i];
                kinds[kept] = kinds[i];
                pools[kept] = pools[i];
                handles[kept] = handles[i];
                wheres[kept] = wheres[i];
                bytes[kept++] = bytes[i];
            }
        }
        truncate(kept);
    }

    private void truncate(int length) {
        Arrays.fill(pools, length, pieces, null);
        Arrays.fill(handles, length, pieces, null);
        pieces = length;
    }
}
