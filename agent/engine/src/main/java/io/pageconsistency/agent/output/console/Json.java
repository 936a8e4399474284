package io.pageconsistency.agent.output.console;

import io.pageconsistency.Quoting;

/** Writes JSON objects and arrays into a text, with commas and quotes. Not thread-safe. */
public final class Json {
    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    /** Begins an object or array. The key is null for the outermost one and inside an array. */
    public Json open(String key, char bracket) {
        key(key).append(bracket);
        first = true;
        return this;
    }

    /** Ends the innermost object or array. */
    public Json close(char bracket) {
        text.append(bracket);
        first = false;
        return this;
    }

    /** Writes a string or null. */
    public Json string(String key, String value) {
        key(key);
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    public Json number(String key, long value) {
        key(key).append(value);
        return this;
    }

    public Json bool(String key, boolean value) {
        key(key).append(value);
        return this;
    }

    private StringBuilder key(String key) {
        if (!first) {
            text.append(',');
        }
        first = false;
        if (key != null) {
            quote(key);
            text.append(':');
        }
        return text;
    }

    /** Escapes all characters that JSON requires to be escaped, and some more. */
    private void quote(String value) {
        text.append(Quoting.quoted(value));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
