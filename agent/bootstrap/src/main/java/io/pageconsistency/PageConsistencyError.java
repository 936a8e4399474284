package io.pageconsistency;

/**
 * The agent refused an operation of a pool because it contradicts the ledger.
 *
 * <p>Thrown only with the agent's option {@code on-violation=throw}: from hand-outs and take-backs, which then have had no effect,
 * and from {@link PageConsistency#validate()}. The agent reports the violation before it throws. This is an error, not an
 * exception, so that a general {@code catch (Exception e)} does not swallow it.
 */
public final class PageConsistencyError extends Error {
    private static final long serialVersionUID = 1;

    /** Null after the error was serialized. */
    private final transient Violation violation;

    /** Records the current stack; its first frame is the pool's. */
    public PageConsistencyError(Violation violation) {
        super(Quoting.plain(essence(violation)));
        this.violation = violation;
        setStackTrace(Stacks.ofApplication(getStackTrace()));
    }

    private static String essence(Violation violation) {
        return violation + " (" + violation.allocator() + ", " + violation.operation().inWords() + " of " + violation.extent()
                + " in region " + violation.regionId() + party(", allocated by ", violation.allocatedBy())
                + party(", freed by ", violation.freedBy()) + ")";
    }

    private static String party(String label, Party party) {
        return party == null ? "" : label + "thread " + Quoting.quoted(party.thread());
    }

    /**
     * What was found. It may have been found at an earlier operation that could not be refused; then this operation is the first on
     * the same memory that can be.
     */
    public Violation violation() {
        return violation;
    }
}
