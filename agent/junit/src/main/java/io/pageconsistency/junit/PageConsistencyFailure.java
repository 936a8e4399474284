package io.pageconsistency.junit;

/**
 * A test, a class or a run has failed because of what happened in a pool.
 *
 * <p>The message is the report; the cause has the stack of the thread that is guilty of the first violation, and the causes of
 * that one the stacks of who had been at the memory before.
 */
public final class PageConsistencyFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    PageConsistencyFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
