package io.pageconsistency.agent.allocators.described.reading;

/** The transferred memory contradicts the description, so the description is wrong. */
final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1;

    Misfit(String message) {
        super(message, null, false, false);
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
