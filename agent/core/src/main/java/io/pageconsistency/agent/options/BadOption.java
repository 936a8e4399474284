package io.pageconsistency.agent.options;

/** An option that cannot be followed. The message is one line for the user: the key, what was given, what is allowed. */
public final class BadOption extends Exception {
    private static final long serialVersionUID = 1;

    public BadOption(String message) {
        super(onOneLine(message), null, false, false);
    }

    /** What was given may contain anything. */
    private static String onOneLine(String message) {
        return message.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }
}
