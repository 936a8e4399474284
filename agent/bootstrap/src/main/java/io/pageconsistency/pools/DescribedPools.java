package io.pageconsistency.pools;

import io.pageconsistency.report.Reports;

/**
 * What is told of pools that a file describes.
 *
 * <p>How their memory is found is known to the agent alone, which is not on the boot class path; so all of it is passed on. Nothing
 * is thrown in here. Thread-safe.
 *
 * <p>What the parameters mean: {@code transfer} is the number of the hooked method, {@code type} the class that it is woven into;
 * {@code pool}, {@code page} and {@code size} are what the way to each begins at, {@code pageNumber} and {@code sizeNumber} the
 * same where it is a number; {@code rare} is what the ways begin at that few methods have, or null.
 */
public final class DescribedPools {
    private final Reports reports;
    private volatile Receiver receiver = new Nobody();

    public DescribedPools(Reports reports) {
        this.reports = reports;
    }

    /** Who knows what to make of it. Its methods may throw. */
    public abstract static class Receiver {
        /** @return this run of the method, or null where it is not to be counted */
        protected abstract CallScope.Frame entered(int transfer, Class<?> type, Object pool) throws Throwable;

        protected abstract Throwable takingBack(CallScope.Frame frame, int transfer, Class<?> type, Object pool, Object page,
                long pageNumber, Object size, long sizeNumber, Object[] rare) throws Throwable;

        protected abstract Throwable handedOut(CallScope.Frame frame, int transfer, Class<?> type, Object pool, Object page,
                long pageNumber, Object size, long sizeNumber, Object[] rare) throws Throwable;

        protected abstract void takeBackFailed(int transfer, Class<?> type, Object pool, Object page, Object[] rare) throws Throwable;

        /** Whether a handle that is about to be put by for its next use is to be left to the collector instead. */
        protected abstract boolean keepsFromRecycling(int transfer) throws Throwable;

        protected abstract void whole(CallScope.Frame frame, int transfer, Class<?> type, Object pool) throws Throwable;
    }

    /** Where there is no agent, or no longer one. */
    private static final class Nobody extends Receiver {
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
            // Nobody is told.
        }

        @Override
        protected boolean keepsFromRecycling(int transfer) {
            return false;
        }

        @Override
        protected void whole(CallScope.Frame frame, int transfer, Class<?> type, Object pool) {
            // Nobody is told.
        }
    }

    /** Called by the agent before it weaves anything. */
    public void install(Receiver agents) {
        receiver = agents;
    }

    /** Nobody is told of anything any more. */
    public void uninstall() {
        receiver = new Nobody();
    }

    /**
     * A described method begins.
     *
     * @return to be given to the other methods until {@link #left}, which must be called on every way out
     */
    public Object entered(int transfer, Class<?> type, Object pool) {
        try {
            return receiver.entered(transfer, type, pool);
        } catch (StackOverflowError e) {
            // The method fails, as it would have a few frames deeper without us.
            throw e;
        } catch (Throwable e) {
            reports.swallow(e);
            return null;
        }
    }

    /**
     * Memory is about to cross back.
     *
     * @return an error if it is not to; also where there was no room even to note that this is not on record: the method must fail
     *         then, as it would have a few frames deeper without us
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
     * Memory has crossed to a user.
     *
     * @return an error for the user to get instead; as for {@link #takingBack}
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

    /** What was about to cross back has not, because there was no room for it: nothing is known of it any more. */
    public void takeBackFailed(int transfer, Class<?> type, Object pool, Object page, Object[] rare) {
        try {
            receiver.takeBackFailed(transfer, type, pool, page, rare);
        } catch (Throwable e) {
            reports.swallow(e);
        }
    }

    /** A handle is about to be put by for its next use; whether it is not to be. */
    public boolean keepsFromRecycling(int transfer) {
        try {
            return receiver.keepsFromRecycling(transfer);
        } catch (Throwable e) {
            reports.swallow(e);
            return false;
        }
    }

    /** All of a pool's memory is about to come back, or to end. */
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
     * A described method ends; also when there is no agent any more, so that the thread's call scope is right for the next one.
     *
     * @param frame what {@link #entered} has returned
     * @param failed whether by throwing
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
