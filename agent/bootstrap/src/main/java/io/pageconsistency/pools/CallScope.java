package io.pageconsistency.pools;

import java.util.Arrays;

import io.pageconsistency.PageConsistencyError;

/**
 * The hooked methods of described pools that a thread is inside of, and the memory that was transferred in them.
 *
 * <p>The methods of a pool call each other: overloads, a subclass its superclass, a method that frees all the one that frees a
 * piece. A transfer in such a scope must count once, even if it passes several hooked methods:
 * <ul>
 * <li>Memory that an outer method has taken back is not taken back again by an inner one.
 * <li>Memory that an inner method has handed out is not handed out again by an outer one.
 * <li>If memory that is not held is given back inside a method that hands out, it has not left the pool: the pool fills itself by
 *     the method that users give memory back with. Held memory is really given back there, because a pool may have to reclaim
 *     memory from others first.
 * <li>While a pool is emptied or closed, nothing counts as given back.
 * <li>If memory that is not held is given back to a pool that checks its arguments, it counts only if the pool does not refuse it.
 * </ul>
 *
 * <p>Not thread-safe: each thread has one in a thread-local. So this class is on the boot class path, and between two methods it
 * refers only to classes of the boot class path: a thread must keep neither a pool nor a stopped agent alive. References are
 * written only if they change, because garbage collectors add a costly barrier to such writes in old objects.
 */
public final class CallScope {
    private static final int FIRST_SIZE = 4;
    private static final byte NONE = 0;
    private static final byte OUT = 1;
    private static final byte BACK = 2;
    /** Memory that is not held is given back, and the pool has not yet accepted or refused it. */
    private static final byte DOUBTED = 3;

    private final TrackedPools trackedPools;
    private int depth;
    private Frame[] frames = new Frame[0];
    private int pieces;
    private Piece[] all = new Piece[0];
    /** A hint: the index of the last piece found, because pieces are mostly looked up in their order. */
    private int cursor;
    private boolean reading;

    CallScope(TrackedPools trackedPools) {
        this.trackedPools = trackedPools;
    }

    /** What a hooked method does. */
    public enum Way {
        HAND_OUT, TAKE_BACK,
        /** Takes back all memory of a pool, or closes the pool. */
        WHOLE
    }

    /** A hooked method. Methods with the same {@code of} belong to one kind of pool. */
    public static final class Method {
        private final Object of;
        private final Way way;
        private final boolean guarded;

        /**
         * @param of a plain {@code Object}, because threads may keep it alive
         * @param guarded whether the pool throws, or returns false, if it is given memory that was not handed out
         */
        public Method(Object of, Way way, boolean guarded) {
            this.of = of;
            this.way = way;
            this.guarded = guarded;
        }
    }

    /** One call of a hooked method; reused for the next call at the same depth. */
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

    /** Memory that was transferred in this scope. */
    private static final class Piece {
        private byte way;
        private PoolKind kind;
        private Object pool;
        /** Null if the place alone identifies the memory. */
        private Object handle;
        private long where;
        private long bytes;

        void clear() {
            way = NONE;
            pool = null;
            handle = null;
        }
    }

    /** Whether the agent itself is calling the pool's methods to read data. Such calls do not count. */
    public boolean isReading() {
        return reading;
    }

    /** Sets whether the agent itself is calling the pool's methods. */
    public void reading(boolean now) {
        reading = now;
    }

    /**
     * A hooked method begins.
     *
     * @param pool the pool, or null if it is not known yet
     * @return the frame to pass to {@link #leave} on every exit
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
     * A hooked method ends. Inner calls whose exit was not seen end with it.
     *
     * @param failed whether the method threw, or returned a refusal
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
     * Memory was handed out. Parameters as for {@link TrackedPools}.
     *
     * @param holder see {@link PoolKind.Handles}; null if there is none
     * @return an error if the hand-out is refused, else null
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

    /** Memory was handed out through a future, which may complete inside of a method that takes the same memory back. */
    public void handOutLater(PoolKind kind, Object pool, Object handle, Object holder, long where,
            long length) {
        trackedPools.handedOut(kind, pool, handle, holder, where, length);
        forget(kind, pool, handle, where, BACK);
    }

    /** Memory is about to be taken back; returns an error if that is refused, else null. */
    public PageConsistencyError takeBack(PoolKind kind, Method by, Object pool, Object handle, Object holder, long where,
            long length) {
        if (depth > 1 && countsElsewhere(kind, by, pool, handle, where, length)) {
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

    private boolean countsElsewhere(PoolKind kind, Method by, Object pool, Object handle, long where, long length) {
        Way around = around(by, pool);
        return around == Way.WHOLE || around == Way.HAND_OUT && !trackedPools.isHeld(kind, pool, handle, where, length)
                || find(kind, pool, handle, where, BACK, 0, frames[depth - 1].firstPiece) >= 0
                || find(kind, pool, handle, where, DOUBTED, 0, frames[depth - 1].firstPiece) >= 0;
    }

    /** Undoes a take-back of several pieces, because one of them was refused: the others stay with their users, too. */
    public void undo() {
        int first = depth == 0 ? 0 : frames[depth - 1].firstPiece;
        backFailed(first);
        forgetBack(first);
    }

    /** The kind of the enclosing method of the same pool that explains the take-back; null for none. */
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

    /**
     * The pool accepted the doubtful pieces, so they are recorded now. They can no longer be refused, because the method has run.
     */
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
