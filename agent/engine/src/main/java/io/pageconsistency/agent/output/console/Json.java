package io.pageconsistency.agent.output.console;

import io.pageconsistency.Quoting;

/** Writes one JSON object or array after another into a text; commas and quotes are its business. Not thread-safe. */
public final class Json {
    private final StringBuilder text = new StringBuilder();
    private boolean first = true;

    /** Begins an object or array; the key is null for the outermost one and in arrays. */
    public Json open(String key, char bracket) {
        key(key).append(bracket);
        first = true;
        return this;
    }

    public Json close(char bracket) {
        text.append(bracket);
        first = false;
        return this;
    }

    /** A string, or null. */
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

    /** What must be escaped in JSON is escaped so there; what is escaped besides may be. */
    private void quote(String value) {
        text.append(Quoting.quoted(value));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
