package io.pageconsistency.agent.allocators.described.reading;

/** What crosses is not as the description has it, so that the description is wrong. */
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
