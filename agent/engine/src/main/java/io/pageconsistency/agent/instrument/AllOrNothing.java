package io.pageconsistency.agent.instrument;

/** Starts something that must not stay half started, such as weaving. */
public final class AllOrNothing {
    private AllOrNothing() {
    }

    /** @param undo runs if {@code begin} throws; the exception is thrown after that */
    public static void begin(Runnable begin, Runnable undo) {
        try {
            begin.run();
        } catch (RuntimeException | Error e) {
            try {
                undo.run();
            } catch (RuntimeException | Error further) {
                e.addSuppressed(further);
            }
            throw e;
        }
    }
}
