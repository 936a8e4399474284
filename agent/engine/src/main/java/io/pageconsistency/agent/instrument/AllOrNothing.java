package io.pageconsistency.agent.instrument;

/** Begins something of which nothing may stay when it cannot be begun as a whole, such as weaving. */
public final class AllOrNothing {
    private AllOrNothing() {
    }

    /** @param undo done when {@code begin} throws something, which is thrown then */
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
