package io.pageconsistency.pools;

import io.pageconsistency.report.Reports;

/**
 * Receives the calls of code woven into described pools.
 *
 * <p>The engine knows how to find the memory; it is not on the boot class path, so this class passes all calls on to a
 * {@link Receiver}. The methods swallow and count errors. Thread-safe.
 *
 * <p>The parameters: {@code transfer} is the number of the hooked method, and {@code type} the class that it is woven into.
 * {@code pool}, {@code page} and {@code size} are the starting points of the described paths; {@code pageNumber} and
 * {@code sizeNumber} are the same if they are numbers. {@code rare} has the starting points that only few methods need, or is null.
 */
public final class DescribedPools {
    private final Reports reports;
    private volatile Receiver receiver = new NoReceiver();

    public DescribedPools(Reports reports) {
        this.reports = reports;
    }

    /** Interprets the calls. Its methods may throw. */
    public abstract static class Receiver {
        /** @return the frame of this call, or null if the call does not count */
        protected abstract CallScope.Frame entered(int transfer, Class<?> type, Object pool) throws Throwable;

        protected abstract Throwable takingBack(CallScope.Frame frame, int transfer, Class<?> type, Object pool, Object page,
                long pageNumber, Object size, long sizeNumber, Object[] rare) throws Throwable;

        protected abstract Throwable handedOut(CallScope.Frame frame, int transfer, Class<?> type, Object pool, Object page,
                long pageNumber, Object size, long sizeNumber, Object[] rare) throws Throwable;

        protected abstract void takeBackFailed(int transfer, Class<?> type, Object pool, Object page, Object[] rare) throws Throwable;

        /** Whether to withhold a handle from recycling, so that the garbage collector takes it. */
        protected abstract boolean keepsFromRecycling(int transfer) throws Throwable;

        protected abstract void whole(CallScope.Frame frame, int transfer, Class<?> type, Object pool) throws Throwable;
    }

    /** The receiver while there is no agent. */
    private static final class NoReceiver extends Receiver {
        @Override
        protected CallScope.Frame entered(int transfer, Class<?> type, Object pool) {
            return null;
        }

        @Override
        protected Throwable takingBack(CallScope.Frame frame, int transfer, Class<?> type, Object pool, Object page, long pageNumber,
                Object size, long sizeNumber, Object[] rare) {
            return null;
        }

        @Override
        protected Throwable handedOut(CallScope.Frame frame, int transfer, Class<?> type, Object pool, Object page, long pageNumber,
                Object size, long sizeNumber, Object[] rare) {
            return null;
        }

        @Override
        protected void takeBackFailed(int transfer, Class<?> type, Object pool, Object page, Object[] rare) {
            // No agent.
        }

        @Override
        protected boolean keepsFromRecycling(int transfer) {
            return false;
        }

        @Override
        protected void whole(CallScope.Frame frame, int transfer, Class<?> type, Object pool) {
            // No agent.
        }
    }

    /** Sets the receiver. To be called before anything is woven. */
    public void install(Receiver agents) {
        receiver = agents;
    }

    /** Removes the receiver. */
    public void uninstall() {
        receiver = new NoReceiver();
    }

    /**
     * A described method begins.
     *
     * @return the frame to pass to the other methods, and to {@link #left} on every exit
     */
    public Object entered(int transfer, Class<?> type, Object pool) {
        try {
            return receiver.entered(transfer, type, pool);
        } catch (StackOverflowError e) {
            // The method fails, as it would have a few frames deeper without the agent.
            throw e;
        } catch (Throwable e) {
            reports.swallow(e);
            return null;
        }
    }

    /**
     * Memory is about to be taken back.
     *
     * @return an error if that is refused, else null. Also a {@link StackOverflowError} if there was not even enough stack to note
     *         a gap in the record: then the method must fail, as it would have a few frames deeper without the agent
     */
    public Throwable takingBack(Object frame, int transfer, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) {
        try {
            return receiver.takingBack((CallScope.Frame) frame, transfer, type, pool, page, pageNumber, size, sizeNumber, rare);
        } catch (StackOverflowError e) {
            return e;
        } catch (Throwable e) {
            reports.swallow(e);
            return null;
        }
    }

    /**
     * Memory was handed out.
     *
     * @return an error to throw instead of returning the memory; as for {@link #takingBack}
     */
    public Throwable handedOut(Object frame, int transfer, Class<?> type, Object pool, Object page, long pageNumber,
            Object size, long sizeNumber, Object[] rare) {
        try {
            return receiver.handedOut((CallScope.Frame) frame, transfer, type, pool, page, pageNumber, size, sizeNumber, rare);
        } catch (StackOverflowError e) {
            return e;
        } catch (Throwable e) {
            reports.swallow(e);
            return null;
        }
    }

    /** A take-back did not take place, because the collection was full: the state of the memory becomes unknown. */
    public void takeBackFailed(int transfer, Class<?> type, Object pool, Object page, Object[] rare) {
        try {
            receiver.takeBackFailed(transfer, type, pool, page, rare);
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /** Whether to withhold a handle that is about to be recycled. */
    public boolean keepsFromRecycling(int transfer) {
        try {
            return receiver.keepsFromRecycling(transfer);
        } catch (Throwable e) {
            reports.swallow(e);
            return false;
        }
    }

    /** All memory of a pool is about to be taken back, or the pool to be closed. */
    public void whole(Object frame, int transfer, Class<?> type, Object pool) {
        try {
            receiver.whole((CallScope.Frame) frame, transfer, type, pool);
        } catch (StackOverflowError e) {
            left(frame, true);
            throw e;
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /**
     * A described method ends. Called even if the agent was stopped meanwhile, so that the thread's call scope is right for the
     * next agent.
     *
     * @param frame what {@link #entered} returned
     * @param failed whether the method threw
     */
    public void left(Object frame, boolean failed) {
        try {
            if (frame != null) {
                CallScope.leave((CallScope.Frame) frame, failed);
            }
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }
}
