package io.pageconsistency;

/**
 * A pool was asked to do what contradicts the ledger, and has not done it.
 *
 * <p>Thrown only where the agent's option {@code on-violation} says {@code throw}: from hand-outs and take-backs, which then
 * have had no effect, and from {@link PageConsistency#validate()}. The fault has been reported before. An error and not an
 * exception, because a program whose memory is not what it believes must not catch it in passing.
 */
public final class PageConsistencyError extends Error {
    private static final long serialVersionUID = 1;

    /** Not there any more once the error has been through serialization. */
    private final transient Violation violation;

    /** Takes the present stack; its first frame is the pool's. */
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

    /** What was found; of an operation that could not be refused when it was found, for this is the first that can be. */
    public Violation violation() {
        return violation;
    }
}
