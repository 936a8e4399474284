package io.pageconsistency.junit;

/**
 * A test, a class or a run failed because a pool was misused.
 *
 * <p>The message is the report. The cause has the stack of the first violation's thread, and its causes have the stacks of the
 * earlier parties.
 */
public final class PageConsistencyFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    PageConsistencyFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
