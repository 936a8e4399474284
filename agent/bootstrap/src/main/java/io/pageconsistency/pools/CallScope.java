package io.pageconsistency.pools;

import java.util.Arrays;

import io.pageconsistency.PageConsistencyError;

/**
 * The hooked methods of described pools that a thread is in, one called by the other, and the memory that has crossed in them.
 *
 * <p>Pools' methods call each other: overloads, a subclass its superclass, the release of all that of each. Memory that crosses in such a
 * scope crosses once, though several methods are hooked on its way:
 * <ul>
 * <li>what an outer method has taken back, an inner one does not take back again;
 * <li>what an inner one has handed out, an outer one does not hand out again;
 * <li>what is given back inside a method that hands out, and nobody holds, has not left the pool: it fills itself by the way by which
 *     users give back. What somebody holds does come back there: a pool may have to take memory from others first;
 * <li>nothing is given back that comes up while a pool is emptied or closed;
 * <li>what nobody holds, and a pool that guards itself is given, has only come back if the pool does not refuse it.
 * </ul>
 *
 * <p>For one thread, which keeps it. So it is of the boot class path, and what it still refers to between two methods is as well:
 * a thread keeps neither a pool alive nor an agent that was stopped. References are written only where they change, because the
 * collector has each such write followed by a full barrier in objects that are as old as this one.
 */
public final class CallScope {
    private static final int FIRST_SIZE = 4;
    private static final byte NONE = 0;
    private static final byte OUT = 1;
    private static final byte BACK = 2;
    /** Somebody gives back what nobody holds, and the pool has not yet said what it thinks of that. */
    private static final byte DOUBTED = 3;

    private final TrackedPools trackedPools;
    private int depth;
    private Frame[] frames = new Frame[0];
    private int pieces;
    private Piece[] all = new Piece[0];
    /** Where the last piece was found: pieces come up in their order again. */
    private int cursor;
    private boolean reading;

    CallScope(TrackedPools trackedPools) {
        this.trackedPools = trackedPools;
    }

    /** What a hooked method does. */
    public enum Way {
        HAND_OUT, TAKE_BACK,
        /** Takes back, or ends, all that a pool has. */
        WHOLE
    }

    /** A hooked method; of one pool are those that were made with the same object. */
    public static final class Method {
        private final Object of;
        private final Way way;
        private final boolean guarded;

        /**
         * @param of of no other class than {@code Object}, because threads may keep it
         * @param guarded whether the pool throws, or says no, where it is given something that is not out
         */
        public Method(Object of, Way way, boolean guarded) {
            this.of = of;
            this.way = way;
            this.guarded = guarded;
        }
    }

    /** One run of a hooked method; used again for the next at the same depth. */
    public static final class Frame {
        private final CallScope scope;
        private final int depth;
        private Method method;
        private Object pool;
        private int firstPiece;

        private Frame(CallScope scope, int depth) {
            this.scope = scope;
            this.depth = depth;
        }

        CallScope scope() {
            return scope;
        }
    }

    /** Memory that has crossed. */
    private static final class Piece {
        private byte way;
        private PoolKind kind;
        private Object pool;
        /** Null where memory is known by where it is. */
        private Object handle;
        private long where;
        private long bytes;

        void clear() {
            way = NONE;
            pool = null;
            handle = null;
        }
    }

    /** Whether the agent itself is calling the pool's methods to find out about memory, which are not to count. */
    public boolean isReading() {
        return reading;
    }

    /** Says whether it is. */
    public void reading(boolean now) {
        reading = now;
    }

    /**
     * A hooked method begins.
     *
     * @param pool null if it is not known yet
     * @return to be given to {@link #leave} on every way out
     */
    public Frame enter(Method method, Object pool) {
        Frame frame = depth < frames.length ? frames[depth] : deeper();
        if (frame.method != method) {
            frame.method = method;
        }
        frame.pool = pool;
        frame.firstPiece = pieces;
        depth++;
        return frame;
    }

    private Frame deeper() {
        int from = frames.length;
        frames = Arrays.copyOf(frames, Math.max(FIRST_SIZE, from * 2));
        for (int i = from; i < frames.length; i++) {
            frames[i] = new Frame(this, i + 1);
        }
        return frames[from];
    }

    /**
     * A hooked method ends; those that it called and that were left on a way that we did not see end with it.
     *
     * @param failed whether by throwing, or by saying no
     */
    static void leave(Frame frame, boolean failed) {
        frame.scope.left(frame, failed);
    }

    private void left(Frame frame, boolean failed) {
        if (frame.depth > depth) {
            return;
        }
        if (pieces > frame.firstPiece && frame.method.way == Way.TAKE_BACK) {
            if (failed) {
                backFailed(frame.firstPiece);
            } else if (frame.method.guarded) {
                backDoubted(frame.firstPiece);
            }
            forgetBack(frame.firstPiece);
        }
        for (int i = frame.depth - 1; i < depth; i++) {
            frames[i].pool = null;
        }
        depth = frame.depth - 1;
        if (depth == 0) {
            truncate(0);
        }
    }

    /**
     * Parameters as for {@link TrackedPools}.
     *
     * @param holder see {@link PoolKind.Handles}; null where that is not said, or not there
     * @return an error if the user is not to have it
     */
    public PageConsistencyError handOut(PoolKind kind, Object pool, Object handle, Object holder, long where,
            long length) {
        if (pieces > 0 && find(kind, pool, handle, where, OUT, frames[depth - 1].firstPiece, pieces) >= 0) {
            return null;
        }
        PageConsistencyError refused = trackedPools.handedOut(kind, pool, handle, holder, where, length);
        if (depth > 1 && refused == null) {
            forget(kind, pool, handle, where, BACK);
            remember(kind, pool, handle, where, length, OUT);
        }
        return refused;
    }

    /** By a future, which may have been completed inside of a method that takes the same memory back. */
    public void handOutLater(PoolKind kind, Object pool, Object handle, Object holder, long where,
            long length) {
        trackedPools.handedOut(kind, pool, handle, holder, where, length);
        forget(kind, pool, handle, where, BACK);
    }

    /** @return an error if it is not to take place */
    public PageConsistencyError takeBack(PoolKind kind, Method by, Object pool, Object handle, Object holder, long where,
            long length) {
        if (depth > 1 && crossesElsewhere(kind, by, pool, handle, where, length)) {
            return null;
        }
        if (by.guarded && depth > 0 && !trackedPools.isHeld(kind, pool, handle, where, length)) {
            remember(kind, pool, handle, where, length, DOUBTED);
            return null;
        }
        PageConsistencyError refused = trackedPools.takingBack(kind, pool, handle, holder, where, length);
        if (refused == null && depth > 0) {
            if (depth > 1) {
                forget(kind, pool, handle, where, OUT);
            }
            remember(kind, pool, handle, where, length, BACK);
        }
        return refused;
    }

    private boolean crossesElsewhere(PoolKind kind, Method by, Object pool, Object handle, long where, long length) {
        Way around = around(by, pool);
        return around == Way.WHOLE || around == Way.HAND_OUT && !trackedPools.isHeld(kind, pool, handle, where, length)
                || find(kind, pool, handle, where, BACK, 0, frames[depth - 1].firstPiece) >= 0
                || find(kind, pool, handle, where, DOUBTED, 0, frames[depth - 1].firstPiece) >= 0;
    }

    /** A take-back of several pieces has been refused at one of them: the others stay with their users as well. */
    public void undo() {
        int first = depth == 0 ? 0 : frames[depth - 1].firstPiece;
        backFailed(first);
        forgetBack(first);
    }

    /** What of this pool we are inside of that explains why memory comes back. */
    private Way around(Method by, Object pool) {
        Way found = null;
        for (int i = 0; i < depth - 1; i++) {
            Frame frame = frames[i];
            boolean same = frame.method.of == by.of && (pool == null || frame.pool == null || frame.pool == pool);
            if (same && frame.method.way != Way.TAKE_BACK && found != Way.WHOLE) {
                found = frame.method.way;
            }
        }
        return found;
    }

    private int find(PoolKind kind, Object pool, Object handle, long where, byte way, int first, int end) {
        int length = end - first;
        int start = cursor >= first && cursor < end ? cursor - first : 0;
        for (int n = 0; n < length; n++) {
            int i = first + (start + n) % length;
            Piece piece = all[i];
            if (piece.way == way && piece.kind == kind && piece.where == where
                    && (piece.pool == pool || pool == null || piece.pool == null)
                    && (kind.unit() != PoolKind.Unit.IDENTITY || piece.handle == handle)) {
                cursor = i + 1;
                return i;
            }
        }
        return -1;
    }

    private boolean forget(PoolKind kind, Object pool, Object handle, long where, byte way) {
        int found = find(kind, pool, handle, where, way, 0, pieces);
        if (found >= 0) {
            all[found].clear();
        }
        return found >= 0;
    }

    private void remember(PoolKind kind, Object pool, Object handle, long where, long length, byte way) {
        if (pieces == all.length) {
            all = Arrays.copyOf(all, Math.max(FIRST_SIZE, pieces * 2));
            for (int i = pieces; i < all.length; i++) {
                all[i] = new Piece();
            }
        }
        Piece piece = all[pieces++];
        piece.way = way;
        if (piece.kind != kind) {
            piece.kind = kind;
        }
        piece.pool = pool;
        if (kind.unit() == PoolKind.Unit.IDENTITY) {
            piece.handle = handle;
        }
        piece.where = where;
        piece.bytes = length;
    }

    private void backFailed(int first) {
        for (int i = first; i < pieces; i++) {
            Piece piece = all[i];
            if (piece.way == BACK) {
                trackedPools.takeBackFailed(piece.kind, piece.pool, piece.handle, piece.where, piece.bytes);
            }
        }
    }

    /** The guard let it pass. There is nobody left to refuse it to: the method has run. */
    private void backDoubted(int first) {
        for (int i = first; i < pieces; i++) {
            Piece piece = all[i];
            if (piece.way == DOUBTED) {
                trackedPools.takingBack(piece.kind, piece.pool, piece.handle, null, piece.where, piece.bytes);
            }
        }
    }

    private void forgetBack(int first) {
        int kept = first;
        for (int i = first; i < pieces; i++) {
            Piece piece = all[i];
            if (piece.way == OUT) {
                all[i] = all[kept];
                all[kept++] = piece;
            }
        }
        truncate(kept);
    }

    private void truncate(int length) {
        for (int i = length; i < pieces; i++) {
            all[i].clear();
        }
        pieces = length;
    }
}
