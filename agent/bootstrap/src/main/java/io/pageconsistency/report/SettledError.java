package io.pageconsistency.report;

/**
 * A copy of another error that keeps no class alive: neither the error's own class, which may be the application's, nor those on
 * its stack.
 */
final class SettledError extends Throwable {
    private static final long serialVersionUID = 1;
    private static final int DEEPEST = 8;

    private final String words;

    SettledError(Throwable error) {
        this(error, 0);
    }

    private SettledError(Throwable error, int depth) {
        super(message(error), depth == DEEPEST || error.getCause() == null ? null : new SettledError(error.getCause(), depth + 1));
        words = words(error);
        setStackTrace(error.getStackTrace());
    }

    private static String message(Throwable error) {
        try {
            return error.getMessage();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static String words(Throwable error) {
        try {
            return error.toString();
        } catch (RuntimeException e) {
            return error.getClass().getName();
        }
    }

    /** The stack of the copy itself does not matter. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    @Override
    public String toString() {
        return words;
    }
}
